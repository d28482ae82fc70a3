//! `Config` as a build script uses it.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use idlc::Config;
use idlc::diagnostic::Code;

/// An empty folder for a test.
fn folder(test: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    if path.exists() {
        fs::remove_dir_all(&path).unwrap();
    }
    fs::create_dir_all(&path).unwrap();
    path
}

#[test]
fn only_warnings_can_be_allowed() {
    let mut config = Config::new();
    config.allow(Code::UndefinedType);
    let error = config.check("a.x", "const A = 1;").unwrap_err();
    let said = error.to_string();
    assert!(
        said.contains("error[E0005]: allow: E0201 is an error"),
        "{said}"
    );
}

#[test]
fn every_file_becomes_a_module_of_its_name() {
    let folder = folder("config_modules");
    let inputs = ["calc.x", "nfs-v3.x"].map(|name| folder.join(name));
    for input in &inputs {
        fs::write(input, "const A = 1;").unwrap();
    }
    Config::new().out_dir(&folder).compile(&inputs).unwrap();
    assert!(folder.join("calc.rs").exists());
    assert!(folder.join("nfs_v3.rs").exists());
}

#[test]
fn a_module_is_written_only_if_it_changes() {
    let folder = folder("config_unchanged");
    let (input, output) = (folder.join("a.x"), folder.join("a.rs"));
    let compile = |text: &str| {
        fs::write(&input, text).unwrap();
        Config::new().out_dir(&folder).compile([&input]).unwrap();
    };
    compile("const A = 1;");
    let file = fs::File::options().write(true).open(&output).unwrap();
    file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
    let modified = || fs::metadata(&output).unwrap().modified().unwrap();
    compile("const A = 1;");
    assert_eq!(modified(), SystemTime::UNIX_EPOCH);
    compile("const A = 2;");
    assert_ne!(modified(), SystemTime::UNIX_EPOCH);
}

#[test]
fn all_errors_of_all_files_are_reported_and_nothing_is_written() {
    let folder = folder("config_errors");
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let inputs = [
        write("good.x", "const A = 1;"),
        write("bad.x", "const B = C; const D = E;"),
        write("worse.x", "struct"),
        folder.join("missing.x"),
    ];
    let error = Config::new().out_dir(&folder).compile(&inputs).unwrap_err();
    assert_eq!(error.reports().len(), 3);
    assert_eq!(error.reports()[0].diagnostics().len(), 2);
    assert!(!folder.join("good.rs").exists());
    // What `unwrap` shows is the page that a person reads.
    assert_eq!(format!("{error:?}"), format!("\n{error}"));
}

#[test]
fn a_file_that_is_too_large_is_refused() {
    let folder = folder("config_large");
    let input = folder.join("large.x");
    let file = fs::File::create(&input).unwrap();
    file.set_len(idlc::source::FILE_BYTES_MAX as u64 + 1)
        .unwrap();
    let error = Config::new().check_file(&input).unwrap_err();
    assert!(error.to_string().contains("E0003"), "{error}");
}

#[test]
fn an_option_that_is_no_rust_is_refused() {
    for config in [
        Config::new().type_attribute("s", "not an attribute"),
        Config::new().field_attribute("s.f", "#["),
        Config::new().extern_type("s", "a b"),
        Config::new().runtime_path("1"),
    ] {
        let error = config.generate("a.x", "const A = 1;").unwrap_err();
        assert!(error.to_string().contains("E0005"), "{error}");
    }
}

#[test]
fn a_supplied_type_wins_over_the_files_own() {
    let text = "typedef opaque fh<64>; struct s { fh handle; };";
    let generated = Config::new()
        .extern_type("fh", "::nfs::Fh")
        .generate("a.x", text)
        .unwrap();
    assert!(generated.rust.contains("::nfs::Fh"));
    assert!(!generated.rust.contains("type Fh"), "{}", generated.rust);
}

/// Not a test of its own: what [`cargo_is_told_of_every_file_once`] runs.
#[test]
#[ignore = "run by another test, as Cargo runs a build script"]
fn as_a_build_script() {
    let folder = PathBuf::from(std::env::var_os("OUT_DIR").unwrap());
    let inputs = ["a.x", "b.x", "wrong.x"].map(|name| folder.join(name));
    let outcome = Config::new()
        .include_path(folder.join("include"))
        .compile(&inputs);
    assert!(outcome.is_err());
}

#[test]
fn cargo_is_told_of_every_file_once() {
    let folder = folder("config_cargo");
    fs::create_dir(folder.join("include")).unwrap();
    for (name, text) in [
        ("a.x", "#include \"common.x\"\n#include \"b.x\"\n"),
        (
            "b.x",
            "#include \"include/../include/common.x\"\n#include <absent.x>\n",
        ),
        ("wrong.x", "#include \"late.x\"\n#include \"absent.x\"\n"),
        ("include/common.x", "#include \"deep.x\"\n"),
        ("include/deep.x", "/* nothing */"),
        ("include/late.x", "#include \"deep.x\"\n"),
    ] {
        fs::write(folder.join(name), text).unwrap();
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "as_a_build_script", "--ignored", "--nocapture"])
        .env("OUT_DIR", &folder)
        .output()
        .unwrap();
    assert!(output.status.success());
    let said = String::from_utf8(output.stdout).unwrap();
    let root = format!("cargo::rerun-if-changed={}/", folder.display());
    let watched: Vec<&str> = said
        .lines()
        .filter_map(|line| line.split_once(&root))
        .map(|(_, file)| file)
        .collect();
    assert_eq!(
        watched,
        [
            "a.x",
            "b.x",
            "wrong.x",
            "include/common.x",
            "include/deep.x",
            "include/late.x"
        ]
    );
    assert_eq!(said.matches("cargo::").count(), watched.len(), "{said}");
}

#[test]
fn text_without_a_file_includes_no_files() {
    let folder = folder("config_text");
    fs::write(folder.join("there.x"), "const A = 1;").unwrap();
    let mut config = Config::new();
    config.include_path(&folder);
    let name = folder.join("text.x").display().to_string();
    let text = "#include \"there.x\"\n";
    let error = config.check(&name, text).unwrap_err();
    assert!(error.to_string().contains("E0114"), "{error}");
    fs::write(folder.join("text.x"), text).unwrap();
    let checked = config.check_file(folder.join("text.x")).unwrap();
    assert_eq!(checked.model.items.len(), 1);
    // A text of the caller is there in place of the file.
    config.include_text(folder.join("there.x"), "const B = 1; const C = 2;");
    let checked = config.check_file(folder.join("text.x")).unwrap();
    assert_eq!(checked.model.items.len(), 2);
}

#[test]
fn an_included_file_that_is_too_large_is_refused() {
    let folder = folder("config_large_include");
    let large = fs::File::create(folder.join("large.x")).unwrap();
    large
        .set_len(idlc::source::FILE_BYTES_MAX as u64 + 1)
        .unwrap();
    fs::write(folder.join("a.x"), "#include \"large.x\"\n").unwrap();
    let error = Config::new().check_file(folder.join("a.x")).unwrap_err();
    assert!(error.to_string().contains("E0003"), "{error}");
}

#[test]
fn original_names_collide_only_where_they_still_do() {
    let mut config = Config::new();
    config.original_names(true);
    let apart = "struct a_b { int x; }; struct aB { int x; };";
    assert!(config.check("a.x", apart).is_ok());
    assert!(Config::new().check("a.x", apart).is_err());
    let error = config.check("b.x", "const value = 1; const value_ = 2;");
    let error = error.unwrap_err().to_string();
    assert!(error.contains("E0206"), "{error}");
    assert!(error.contains("are both `value_` in Rust"), "{error}");
}
