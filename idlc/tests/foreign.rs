//! Files of other languages are called by their names.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use idlc::Config;
use idlc::diagnostic::Code;

#[test]
fn a_file_of_another_language_is_refused_in_a_sentence() {
    for (language, text) in [
        (
            "Protocol Buffers",
            "// A point.\nsyntax = \"proto3\";\nmessage Point { int32 x = 1; }\n",
        ),
        (
            "Thrift",
            "# A service.\nnamespace java org.example\nservice S { i32 add(1: i32 a) }\n",
        ),
        (
            "Thrift",
            "struct Work {\n  1: i32 num1 = 0,\n  2: optional string comment,\n}\n",
        ),
        (
            "DCE RPC (MIDL)",
            "[\n  uuid(12345678-1234-1234-1234-123456789012),\n  version(1.0)\n]\n\
             interface hello { void Hello([in, string] char *text); }\n",
        ),
        (
            "CORBA (OMG IDL)",
            "#include <orb.idl>\nmodule Bank {\n  interface Account : Base {\n    \
             readonly attribute float balance;\n  };\n};\n",
        ),
        (
            "rxgen, the compiler of OpenAFS",
            "package RXAFS_\nstatindex 7\n%#include <afs/afsint.h>\n\
             FetchData(IN AFSFid *Fid, OUT AFSFetchStatus *Status) split = 130;\n",
        ),
        (
            "ocamlrpcgen",
            "struct point _prefix \"p_\" { int x; };\ntypedef _int64 hyper id;\n",
        ),
    ] {
        let error = Config::new().check("a.x", text).unwrap_err();
        let [report] = error.reports() else {
            panic!("{error}")
        };
        let [only] = report.diagnostics() else {
            panic!("{error}")
        };
        assert_eq!(only.code, Code::ForeignLanguage, "{error}");
        assert!(only.message.contains(language), "{error}");
    }
}

#[test]
fn what_can_be_read_is_never_taken_for_another_language() {
    let text = "struct message { int module; };\nstruct package { message service; };\n\
                typedef int _int64;\nstruct uuid { _int64 prefix; };\n";
    assert!(Config::new().check("a.x", text).is_ok());
}

#[test]
fn a_slip_is_no_other_language() {
    let text = "/* message x { */\n%module A {\nstruct message {\n int module;\n};\n\
                struct package { message service };\n";
    let error = Config::new().check("a.x", text).unwrap_err();
    assert!(error.to_string().contains("E0101"), "{error}");
}
