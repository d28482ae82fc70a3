//! The command itself: what it writes, what it says, how it ends.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const CALC: &str = "interface Calc { int add(int a, int b); };\n";

/// A folder of its own for a test, which the command runs in.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
        if path.exists() {
            fs::remove_dir_all(&path).unwrap();
        }
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn with(self, name: &str, text: impl AsRef<[u8]>) -> Self {
        fs::write(self.0.join(name), text).unwrap();
        self
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }

    fn has(&self, name: &str) -> bool {
        self.0.join(name).exists()
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_idlc"))
            .args(arguments)
            .current_dir(&self.0)
            .output()
            .unwrap();
        Run(output)
    }
}

struct Run(Output);

impl Run {
    fn code(&self) -> i32 {
        self.0.status.code().unwrap()
    }

    fn stdout(&self) -> String {
        String::from_utf8(self.0.stdout.clone()).unwrap()
    }

    fn stderr(&self) -> String {
        String::from_utf8(self.0.stderr.clone()).unwrap()
    }

    #[track_caller]
    fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code(), code, "{}{}", self.stdout(), self.stderr());
        self
    }
}

#[test]
fn the_classic_form_goes_where_it_is_told_to() {
    let folder = Folder::new("classic_form").with("calc.x", CALC);
    let run = folder.run(&["gen", "--emit", "x", "-o", "-", "calc.x"]);
    assert_eq!(run.code(), 0, "{}", run.stderr());
    assert!(run.stdout().contains("int Calc_add(int a, int b) = 1;"));
    let run = folder.run(&["gen", "--emit", "x", "calc.x"]);
    assert_eq!(run.code(), 2);
    assert!(run.stderr().contains("-o OUT.x"), "{}", run.stderr());
}

#[test]
fn json_goes_where_it_is_told_to() {
    let folder = Folder::new("dumps")
        .with("calc.x", CALC)
        .with("bad.x", "struct s { missing m; };");
    for what in ["ast", "model"] {
        let run = folder.run(&["gen", "--emit", what, "-o", "made.json", "calc.x"]);
        run.ends_with(0);
        let made = folder.text("made.json");
        assert!(
            made.contains(&format!("\"format\": \"idlc-{what}\"")),
            "{made}"
        );
        let run = folder.run(&["gen", "--emit", what, "calc.x"]).ends_with(2);
        assert!(run.stderr().contains("-o OUT.json"), "{}", run.stderr());
    }
    // What a file says can be told of one that means nothing.
    folder
        .run(&["gen", "--emit", "ast", "-o", "-", "bad.x"])
        .ends_with(0);
    folder
        .run(&["gen", "--emit", "model", "-o", "-", "bad.x"])
        .ends_with(1);
}

#[test]
fn what_is_no_rust_takes_no_generation_of_rust() {
    // Not an attribute, which only generating finds.
    let folder = Folder::new("no_rust").with("calc.x", CALC);
    let options = ["--type-attribute", "*=nonsense", "-o", "-", "calc.x"];
    folder.run(&[&["gen"], &options[..]].concat()).ends_with(1);
    for what in ["x", "ast", "model"] {
        let arguments = [&["gen", "--emit", what], &options[..]].concat();
        folder.run(&arguments).ends_with(0);
    }
}

#[test]
fn a_file_alone_becomes_a_module_in_the_current_folder() {
    let folder = Folder::new("alone").with("Calc-v2.x", CALC);
    folder.run(&["Calc-v2.x"]).ends_with(0);
    assert!(folder.text("calc_v2.rs").contains("trait Calc"));
}

#[test]
fn the_output_may_be_named() {
    let folder = Folder::new("named").with("calc.x", CALC);
    let run = folder.run(&["gen", "calc.x", "-o", "made.rs"]).ends_with(0);
    assert_eq!(run.stdout() + &run.stderr(), "");
    assert!(folder.text("made.rs").contains("trait Calc"));
}

#[test]
fn a_dash_is_standard_output() {
    let folder = Folder::new("dash").with("calc.x", CALC);
    let run = folder.run(&["calc.x", "-o", "-"]).ends_with(0);
    assert!(run.stdout().contains("trait Calc"));
    assert!(!folder.has("calc.rs"));
}

#[test]
fn enums_are_opened_by_name() {
    let text = "enum a { A = 1 }; enum b { B = 1 };";
    let folder = Folder::new("open_enums").with("e.x", text);
    let rust = |arguments: &[&str]| {
        let arguments = [&["e.x", "-o", "-"], arguments].concat();
        folder.run(&arguments).ends_with(0).stdout()
    };
    let one = rust(&["--open-enum", "b"]);
    assert!(one.contains("pub enum A {") && one.contains("pub struct B(pub i32);"));
    assert!(rust(&["--open-enum", "*"]).contains("pub struct A(pub i32);"));
}

#[test]
fn names_can_stay_what_they_are() {
    let folder = Folder::new("original_names").with("n.x", "struct big_one { int aB; };");
    let run = folder.run(&["n.x", "--original-names", "-o", "-"]);
    let rust = run.ends_with(0).stdout();
    assert!(rust.contains("pub struct big_one {") && rust.contains("pub aB: i32,"));
}

#[test]
fn several_files_need_a_folder() {
    let folder = Folder::new("several")
        .with("a.x", "const A = 1;")
        .with("b.x", "const B = 2;");
    let run = folder.run(&["gen", "a.x", "b.x", "-o", "out"]).ends_with(2);
    assert!(run.stderr().contains("`out` is not a folder"));
    folder.run(&["gen", "a.x", "b.x", "-o", "-"]).ends_with(2);
    fs::create_dir(folder.0.join("out")).unwrap();
    folder.run(&["gen", "a.x", "b.x", "-o", "out"]).ends_with(0);
    assert!(folder.has("out/a.rs") && folder.has("out/b.rs"));
}

#[test]
fn an_input_is_never_overwritten() {
    let folder = Folder::new("overwrite")
        .with("calc.x", CALC)
        .with("calc.rs", CALC);
    let run = folder.run(&["calc.x", "-o", "./calc.x"]).ends_with(2);
    assert!(run.stderr().contains("not overwritten"), "{}", run.stderr());
    // Nor where nobody named it.
    folder.run(&["calc.rs"]).ends_with(2);
    assert_eq!(folder.text("calc.x"), CALC);
    assert_eq!(folder.text("calc.rs"), CALC);
}

#[test]
fn an_error_writes_nothing_at_all() {
    let folder = Folder::new("error")
        .with("good.x", CALC)
        .with("bad.x", "struct s { missing m; };");
    let run = folder.run(&["gen", "good.x", "bad.x"]).ends_with(1);
    assert!(run.stderr().contains("error[E0201]"), "{}", run.stderr());
    assert!(run.stderr().contains("bad.x:1:12"), "{}", run.stderr());
    assert!(!folder.has("good.rs"));
}

#[test]
fn a_module_that_does_not_change_keeps_its_time() {
    let folder = Folder::new("unchanged").with("calc.x", CALC);
    folder.run(&["calc.x"]).ends_with(0);
    let module = folder.0.join("calc.rs");
    let long_ago = std::time::SystemTime::UNIX_EPOCH;
    let file = fs::File::options().write(true).open(&module).unwrap();
    file.set_modified(long_ago).unwrap();
    folder.run(&["calc.x"]).ends_with(0);
    assert_eq!(fs::metadata(&module).unwrap().modified().unwrap(), long_ago);
}

#[test]
fn check_prints_the_numbers_that_a_file_does_not_give() {
    let folder = Folder::new("check")
        .with("calc.x", CALC)
        .with("given.x", "interface Given = 0x20000001 { void f(void); };");
    let run = folder.run(&["check", "calc.x", "given.x"]).ends_with(0);
    assert_eq!(
        run.stdout(),
        "calc.x:1: interface Calc is program 0x5d1ddef4 (derived from its name), version 1\n"
    );
    assert!(!folder.has("calc.rs"));
}

#[test]
fn check_goes_on_behind_a_file_with_errors() {
    let folder = Folder::new("check_errors")
        .with("a.x", "const A = B;")
        .with("b.x", "const C = D;");
    let run = folder.run(&["check", "a.x", "b.x"]).ends_with(1);
    assert!(run.stderr().contains("a.x:1:11") && run.stderr().contains("b.x:1:11"));
}

#[test]
fn warnings_are_shown_and_forgiven() {
    let folder = Folder::new("warnings").with("e.x", "enum e { A = 1, B = 1 };");
    let run = folder.run(&["check", "e.x"]).ends_with(0);
    assert!(run.stderr().contains("warning[W0304]"), "{}", run.stderr());
}

#[test]
fn a_warning_can_be_allowed_and_an_error_cannot() {
    let text = "enum e { A = 1, B = 1, C };\nunion u switch (e x) { case A: int a; };\n";
    let folder = Folder::new("allowed").with("e.x", text);
    let said = |arguments: &[&str]| {
        let run = folder.run(&[&["check", "e.x"], arguments].concat());
        run.ends_with(0).stderr()
    };
    let both = said(&[]);
    assert!(both.contains("W0304") && both.contains("W0407"), "{both}");
    let one = said(&["--allow", "W0304"]);
    assert!(!one.contains("W0304") && one.contains("W0407"), "{one}");
    assert_eq!(said(&["-A", "w0304", "-AW0407"]), "");
    for (code, why) in [("E0201", "only warnings"), ("W9999", "no such code")] {
        let run = folder.run(&["check", "e.x", "-A", code]).ends_with(2);
        assert!(run.stderr().contains(why), "{}", run.stderr());
    }
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let folder = Folder::new("unreadable");
    let said = folder.run(&["check", "missing.x", "."]).ends_with(1);
    let said = said.stderr();
    assert!(
        said.contains("error[E0001]: cannot read `missing.x`"),
        "{said}"
    );
    assert!(said.contains("error[E0001]: cannot read `.`"), "{said}");
}

#[test]
fn other_encodings_are_for_comments() {
    let folder = Folder::new("latin1")
        .with(
            "fine.x",
            b"/* caf\xe9 */\n%x \xe9 \\\n\xe9\n#if 0\n\xe9\n#endif\nconst A = 1;",
        )
        .with("wrong.x", b"/* \xe9 */\nconst A\xe9\xe8 = 1;\n\xe9");
    let run = folder.run(&["gen", "fine.x", "-o", "-"]).ends_with(0);
    assert_eq!(run.stderr(), "");
    let said = folder.run(&["check", "wrong.x"]).ends_with(1).stderr();
    assert!(said.starts_with("error[E0002]: this is not UTF-8\n --> wrong.x:2:8\n"));
    assert_eq!(said.matches("error[E0002]").count(), 1, "{said}");
}

#[test]
fn files_are_included_from_their_folder_and_then_from_the_path() {
    let folder = Folder::new("include_path");
    for name in ["proto", "first", "second"] {
        fs::create_dir(folder.0.join(name)).unwrap();
    }
    let folder = folder
        .with(
            "proto/main.x",
            "#include \"a.x\"\n#include <a.x>\n#include \"b.x\"\n",
        )
        .with("proto/a.x", "const A1 = 1;")
        .with("first/a.x", "const A2 = 2;")
        .with("second/a.x", "const A3 = 3;")
        .with("second/b.x", "const B = 4;");
    let run = folder.run(&["gen", "-Ifirst", "-I", "second", "-o", "-", "proto/main.x"]);
    let rust = run.ends_with(0).stdout();
    for found in ["a.x:1", "A1: u32 = 1", "A2: u32 = 2", "b.x:1", "B: u32 = 4"] {
        assert!(rust.contains(found), "{found} is not in\n{rust}");
    }
    assert!(!rust.contains("A3"));
    let said = folder.run(&["check", "proto/main.x"]).ends_with(1).stderr();
    assert!(
        said.contains("warning[W0111]: `<a.x>` is not read"),
        "{said}"
    );
    assert!(said.contains("error[E0114]: `b.x` is not found"), "{said}");
    assert!(said.contains("looked for in `proto`\n"), "{said}");
    // A folder is no file.
    let said = folder.run(&["check", "-I.", "-Iproto/main.x", "proto/main.x"]);
    assert!(said.ends_with(1).stderr().contains("E0114"));
}

#[test]
fn macros_may_be_defined_and_undefined() {
    let text = "#if defined RPC_HDR && A == 1\nconst B = SIZE;\ntypedef opaque t<SIZE>;\n#endif\n";
    let folder = Folder::new("macros").with("a.x", text);
    let rust = |arguments: &[&str]| {
        let run = folder.run(&[&["gen", "a.x", "-o", "-"], arguments].concat());
        run.ends_with(0).stdout()
    };
    let both = rust(&["-DA", "-D", "SIZE=4 * 2"]);
    assert!(both.contains("B: u32 = 8"), "{both}");
    assert!(!rust(&["-DA=2", "--define", "SIZE=8"]).contains("const B"));
    // The stronger of the two, as for C compilers.
    assert!(!rust(&["-U", "A", "-DA", "-DSIZE=8"]).contains("const B"));
    assert!(!rust(&["-DA", "-DSIZE=8", "--undefine", "RPC_HDR"]).contains("const B"));
    let said = folder.run(&["check", "a.x", "-DA"]).ends_with(1).stderr();
    assert!(said.contains("there is no constant `SIZE`"), "{said}");
    for wrong in ["-D1=2", "-D=2", "-DA B", "-Udefined", "-DA=1\n2"] {
        let said = folder.run(&["check", "a.x", wrong]).ends_with(1).stderr();
        assert!(said.contains("error[E0005]"), "{wrong}: {said}");
    }
}

#[test]
fn a_folder_that_is_not_there_is_no_place_to_write() {
    let folder = Folder::new("unwritable").with("calc.x", CALC);
    let run = folder
        .run(&["calc.x", "-o", "no/such/calc.rs"])
        .ends_with(1);
    assert!(run.stderr().contains("cannot write `no/such/calc.rs`"));
}

#[test]
fn options_reach_the_generator() {
    let folder = Folder::new("options").with("calc.x", format!("struct s {{ other o; }};{CALC}"));
    let arguments = ["calc.x", "-o", "-", "--extern", "other=crate::Other"];
    let all = folder.run(&arguments).ends_with(0).stdout();
    assert!(all.contains("crate::Other") && all.contains("CalcClient"));
    let with = |more: &[&str]| {
        let run = folder.run(&[&arguments[..], more].concat());
        run.ends_with(0).stdout()
    };
    assert!(!with(&["--no-client"]).contains("CalcClient"));
    assert!(!with(&["--no-server"]).contains("CalcServer"));
    let types = with(&["--types-only"]);
    assert!(!types.contains("CalcClient") && !types.contains("CalcServer"));
    assert!(with(&["--serde"]).contains("serde::Serialize"));
    assert!(with(&["--type-attribute", "s=#[derive(PartialOrd)]"]).contains("PartialOrd"));
    assert!(with(&["--field-attribute", "s.o=#[doc(hidden)]"]).contains("doc(hidden)"));
    assert!(with(&["--runtime-path", "crate::rt"]).contains("crate::rt"));
}

#[test]
fn options_that_cannot_be_meant_are_refused() {
    let folder = Folder::new("usage").with("calc.x", CALC);
    folder.run(&[]).ends_with(2);
    folder.run(&["calc.x", "--frobnicate"]).ends_with(2);
    folder.run(&["calc.x", "--extern", "nothing"]).ends_with(2);
    let run = folder.run(&["calc.x", "-o", "-", "--extern", "a=not a path"]);
    assert!(run.ends_with(1).stderr().contains("error[E0005]"));
}

#[test]
fn help_and_version_are_fine() {
    let folder = Folder::new("help");
    assert!(
        folder
            .run(&["--help"])
            .ends_with(0)
            .stdout()
            .contains("check")
    );
    let version = folder.run(&["--version"]).ends_with(0).stdout();
    assert_eq!(version, format!("idlc {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn what_is_no_terminal_gets_no_colours() {
    let folder = Folder::new("colours").with("bad.x", "const A = B;");
    let said = folder.run(&["check", "bad.x"]).ends_with(1).stderr();
    assert!(!said.contains('\u{1b}'), "{said:?}");
}

#[test]
fn explain_prints_the_page_of_a_code_or_lists_all() {
    let folder = Folder::new("explain");
    let page = folder.run(&["explain", "e0405"]).ends_with(0).stdout();
    assert!(
        page.starts_with("# E0405: Two cases of a union are the same\n"),
        "{page}"
    );
    let list = folder.run(&["explain"]).ends_with(0).stdout();
    assert!(list.contains("\nE0405  Two cases of a union are the same\n"));
    let run = folder.run(&["explain", "E9999"]).ends_with(2);
    assert!(run.stderr().contains("no code `E9999`"), "{}", run.stderr());
}

#[test]
fn a_project_gets_what_its_interface_file_includes() {
    let folder = Folder::new("init_includes");
    fs::create_dir(folder.0.join("types")).unwrap();
    let folder = folder
        .with("types/pair.x", "struct pair { int a; int b; };")
        .with(
            "sums.x",
            "#include \"types/pair.x\"\ninterface Sums { int sum(pair p); };",
        );
    folder.run(&["init", "sums.x", "made"]).ends_with(0);
    for name in ["sums.x", "types/pair.x"] {
        let copy = fs::read_to_string(folder.0.join("made").join(name)).unwrap();
        assert_eq!(copy, fs::read_to_string(folder.0.join(name)).unwrap());
    }
}
