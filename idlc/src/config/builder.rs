//! [`Config`]: what may be asked for.

use std::path::PathBuf;

use super::settings::Settings;
use super::supply::plain;
use crate::diagnostic::Code;
use crate::rust_name::Spelling;

/// Compiles interface files, in a build script or anywhere else.
///
/// In a build script:
///
/// ```no_run
/// // in the `main` of build.rs
/// idlc::Config::new()
///     .type_attribute("*", "#[non_exhaustive]")
///     .extern_type("netobj", "::lock_types::NetObj")
///     .compile_or_exit(["proto/calc.x", "proto/lock.x"]);
/// ```
///
/// and in the crate, `idlc_runtime::include_idl!(calc);`.
///
/// Names of types and fields are always those of the interface file, not
/// those they have in Rust.
#[derive(Debug, Clone, Default)]
pub struct Config {
    pub(super) out_dir: Option<PathBuf>,
    pub(super) settings: Settings,
}

impl Config {
    /// The defaults: clients and servers, no serde, output to Cargo's
    /// `OUT_DIR`.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Writes modules to this folder, which must exist. By default that is
    /// `OUT_DIR`, which Cargo sets for build scripts.
    pub fn out_dir(&mut self, directory: impl Into<PathBuf>) -> &mut Self {
        self.out_dir = Some(directory.into());
        self
    }

    /// Whether to generate clients. Default: yes.
    pub fn client(&mut self, yes: bool) -> &mut Self {
        self.settings.client = yes;
        self
    }

    /// Whether to generate the traits that servers implement, and what serves
    /// them. Default: yes.
    pub fn server(&mut self, yes: bool) -> &mut Self {
        self.settings.server = yes;
        self
    }

    /// Generates neither clients nor servers: only constants, types, and how
    /// they are encoded, which need `idlc-xdr` alone, and no `std`.
    pub fn types_only(&mut self) -> &mut Self {
        self.client(false).server(false)
    }

    /// Derives serde's `Serialize` and `Deserialize` for every type. Default:
    /// no. The crate that includes the module must depend on serde, and on
    /// `idlc-xdr` with its feature `serde`.
    pub fn serde(&mut self, yes: bool) -> &mut Self {
        self.settings.serde = yes;
        self
    }

    /// Derives `arbitrary::Arbitrary` for every type, for fuzzing. Default: no.
    /// The crate that includes the module must depend on `arbitrary` with its
    /// feature `derive`, and on `idlc-xdr` with its feature `arbitrary`.
    ///
    /// Values are within their bounds, and what is decoded from their encoding
    /// equals them, numbers that are not a number aside.
    pub fn arbitrary(&mut self, yes: bool) -> &mut Self {
        self.settings.arbitrary = yes;
        self
    }

    /// Implements `Display` for every type, for logs: names are those of the
    /// file, opaque data is hexadecimal, long runs are cut short, and `{:#}` has
    /// a line for each field. Default: no. A type that is supplied
    /// ([`extern_type`](Self::extern_type)) must implement `Show` of `idlc-xdr`.
    ///
    /// ```text
    /// entry3 { fileid: 7, name: "passwd", type: NF3REG, handle: 0x01a4, next: none }
    /// ```
    pub fn display(&mut self, yes: bool) -> &mut Self {
        self.settings.display = yes;
        self
    }

    /// Spells names as the file does. By default they become Rust's: type
    /// `nfs_fh3` is `NfsFh3`, procedure `NFSPROC_NULL` is `nfsproc_null`.
    ///
    /// Types, fields, values of enums, constants, procedures and arguments stay
    /// what they are but for keywords of Rust (`r#type`), and for types and
    /// constants that are called as a type of Rust or a variable of generated
    /// code is (`u32_`, `value_`). What is generated for a program is
    /// `NFS_PROGRAM_V2`, `NFS_PROGRAM_V2Client` and `NFS_PROGRAM_V2Server`.
    ///
    /// ```
    /// # fn main() -> Result<(), idlc::CompileError> {
    /// let generated = idlc::Config::new()
    ///     .original_names(true)
    ///     .generate("nfs.x", "struct nfs_fh3 { opaque data<64>; };")?;
    /// assert!(generated.rust.contains("pub struct nfs_fh3 {"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn original_names(&mut self, yes: bool) -> &mut Self {
        self.settings.spelling = if yes {
            Spelling::Original
        } else {
            Spelling::Rust
        };
        self
    }

    /// Makes enums open, by their names in the file; `*` is all of them. By
    /// default an enum is closed: a number that has no name is an error where
    /// it is decoded.
    ///
    /// An open enum is its number, with a constant for each value of the file,
    /// which are called as the variants of a closed one: `Color::Red` is
    /// written, and matched, as before. Whatever number arrives is kept, and
    /// sent as it came. As the discriminant of a union it selects the default
    /// arm; where there is none, it is an error still.
    ///
    /// ```
    /// # fn main() -> Result<(), idlc::CompileError> {
    /// let generated = idlc::Config::new()
    ///     .open_enums(["color"])
    ///     .generate("color.x", "enum color { RED = 0, GREEN = 1 };")?;
    /// assert!(generated.rust.contains("pub struct Color(pub i32);"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn open_enums<S: Into<String>>(&mut self, names: impl IntoIterator<Item = S>) -> &mut Self {
        let names = names.into_iter().map(Into::into);
        self.settings.open_enums.extend(names);
        self
    }

    /// Makes strings bytes. By default a `string` is text, and one that is no
    /// UTF-8 is an error where it is decoded; but XDR does not say what its
    /// strings are made of, and file names, say, can be anything.
    ///
    /// Named is a typedef, or a struct, union or procedure for all the strings
    /// that it has, or one of them as `definition.field` (of a procedure,
    /// `result` is one); `*` is all of them. They become what `opaque` is:
    /// `Vec<u8>`, or `Opaque<MAX>`, and `&[u8]` as arguments. The bytes on the
    /// wire are the same.
    ///
    /// ```
    /// # fn main() -> Result<(), idlc::CompileError> {
    /// let generated = idlc::Config::new()
    ///     .strings_as_bytes(["entry.name"])
    ///     .generate("dir.x", "struct entry { string name<>; string owner<>; };")?;
    /// assert!(generated.rust.contains("pub name: Vec<u8>,"));
    /// assert!(generated.rust.contains("pub owner: String,"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn strings_as_bytes<S: Into<String>>(
        &mut self,
        names: impl IntoIterator<Item = S>,
    ) -> &mut Self {
        let names = names.into_iter().map(Into::into);
        self.settings.strings_as_bytes.extend(names);
        self
    }

    /// Where the generated module finds the runtime: by default
    /// `::idlc_runtime`.
    pub fn runtime_path(&mut self, path: impl Into<String>) -> &mut Self {
        self.settings.runtime_path = Some(path.into());
        self
    }

    /// Adds attributes to a type, or with the name `*` to all types.
    ///
    /// ```
    /// # fn main() -> Result<(), idlc::CompileError> {
    /// let generated = idlc::Config::new()
    ///     .type_attribute("point", "#[non_exhaustive]")
    ///     .generate("point.x", "struct point { int x; int y; };")?;
    /// assert!(generated.rust.contains("#[non_exhaustive]"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn type_attribute(
        &mut self,
        name: impl Into<String>,
        attribute: impl Into<String>,
    ) -> &mut Self {
        let attributes = &mut self.settings.type_attributes;
        attributes.push((name.into(), attribute.into()));
        self
    }

    /// Adds attributes to a field, named `struct.field`; either part may be
    /// `*`.
    pub fn field_attribute(
        &mut self,
        name: impl Into<String>,
        attribute: impl Into<String>,
    ) -> &mut Self {
        let attributes = &mut self.settings.field_attributes;
        attributes.push((name.into(), attribute.into()));
        self
    }

    /// Supplies a type: the file's `name` is the Rust type at `rust_path`.
    ///
    /// The type need not be defined in the file; if it is, nothing is
    /// generated for it. The Rust type must implement `idlc_xdr`'s `Encode`
    /// and `Decode`, as generated types do.
    ///
    /// ```
    /// # fn main() -> Result<(), idlc::CompileError> {
    /// let generated = idlc::Config::new()
    ///     .extern_type("fhandle", "crate::nfs::Fhandle")
    ///     .generate("mount.x", "struct export { fhandle root; };")?;
    /// assert!(generated.rust.contains("crate::nfs::Fhandle"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn extern_type(
        &mut self,
        name: impl Into<String>,
        rust_path: impl Into<String>,
    ) -> &mut Self {
        let types = &mut self.settings.extern_types;
        types.push((name.into(), rust_path.into()));
        self
    }

    /// Allows what a warning is about: it is not given. Errors cannot be
    /// allowed.
    ///
    /// ```
    /// # fn main() -> Result<(), idlc::CompileError> {
    /// use idlc::diagnostic::Code;
    ///
    /// let checked = idlc::Config::new()
    ///     .allow(Code::DuplicateValue)
    ///     .check("status.x", "enum status { OK = 0, FINE = 0 };")?;
    /// assert!(checked.warnings.is_empty());
    /// # Ok(())
    /// # }
    /// ```
    pub fn allow(&mut self, warning: Code) -> &mut Self {
        self.settings.allow.insert(warning);
        self
    }

    /// Looks for included files in this folder, too: behind the folder of the
    /// file that includes them, if its `#include` has quotes, and behind
    /// folders that were named before. By default there is none.
    ///
    /// A file in quotes that is not found is an error. One in angle brackets,
    /// as `#include <rpc/rpc.h>`, is a warning, since most are C headers, whose
    /// types the file may never name.
    pub fn include_path(&mut self, directory: impl Into<PathBuf>) -> &mut Self {
        self.settings.preprocess.include_path.push(directory.into());
        self
    }

    /// Supplies a file that may be included, which is then not looked for in
    /// the file system. Text that is compiled without a file, as by
    /// [`generate`](Self::generate), can include no others.
    ///
    /// ```
    /// # fn main() -> Result<(), idlc::CompileError> {
    /// let checked = idlc::Config::new()
    ///     .include_text("proto/size.x", "const SIZE = 16;")
    ///     .check("proto/name.x", "#include \"size.x\"\ntypedef string name<SIZE>;")?;
    /// assert_eq!(checked.model.items.len(), 2);
    /// # Ok(())
    /// # }
    /// ```
    pub fn include_text(&mut self, path: impl Into<PathBuf>, text: impl Into<String>) -> &mut Self {
        let texts = &mut self.settings.include_texts;
        texts.insert(plain(&path.into()), text.into());
        self
    }

    /// Defines a macro before the first line, as `rpcgen -DNAME=VALUE` does;
    /// `-DNAME` alone means the value `1`.
    ///
    /// Conditionals see it, and a value that is a number or a text is a
    /// constant for definitions that need one. `RPC_HDR` and `RPC_XDR` are
    /// defined unless [undefined](Self::undefine).
    ///
    /// ```
    /// # fn main() -> Result<(), idlc::CompileError> {
    /// let generated = idlc::Config::new()
    ///     .define("NAME_MAX", "255")
    ///     .generate("name.x", "typedef string name<NAME_MAX>;")?;
    /// assert!(generated.rust.contains("const NAME_MAX: u32 = 255;"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn define(&mut self, name: impl Into<String>, value: impl Into<String>) -> &mut Self {
        let define = &mut self.settings.preprocess.define;
        define.push((name.into(), value.into()));
        self
    }

    /// Leaves a macro undefined at the first line, whether
    /// [`define`](Self::define) or idlc would define it.
    pub fn undefine(&mut self, name: impl Into<String>) -> &mut Self {
        self.settings.preprocess.undefine.push(name.into());
        self
    }
}
