//! The `main` of a C client: it calls the stubs that rpcgen makes.

use std::fmt::Write as _;

use idlc::model::{Interface, InterfaceForm, Model, Procedure, Type};

use super::bytes::Call;
use super::interfaces;

/// The `main` of a client of a classic file. What it sends is given for each
/// interface.
pub(super) fn c_main(name: &str, classic: &Model, calls: &[Vec<Call>]) -> String {
    let mut body = String::new();
    for (interface, calls) in interfaces(classic).zip(calls) {
        connect(interface, &mut body);
        for call in calls {
            let mut procedures = interface.procedures.iter();
            let procedure = procedures.find(|it| it.number == call.number).unwrap();
            self::call(interface.version, procedure, call, classic, &mut body);
        }
    }
    format!(
        "#include \"caller.h\"\n#include \"{name}.h\"\n\n\
         int main(int argc, char **argv) {{\n    \
         int call_port = argc > 1 ? atoi(argv[1]) : 0;\n    \
         CLIENT *call_client;\n{body}    return 0;\n}}\n"
    )
}

fn connect(interface: &Interface, body: &mut String) {
    let InterfaceForm::Program { version_name } = &interface.form else {
        panic!("{} is not classic", interface.name);
    };
    let (program, version) = (interface.program, interface.version);
    writeln!(
        body,
        "    call_client = connect_to(call_port, {}, {version_name});\n    \
         print_null(\"{program:#x} {version}\", call_client);",
        interface.name
    )
    .unwrap();
}

/// One call through its stub, with arguments that are read from their bytes.
fn call(version: u32, procedure: &Procedure, call: &Call, model: &Model, body: &mut String) {
    let stub = format!("{}_{version}", procedure.name.to_ascii_lowercase());
    // rpcgen gives several arguments a struct, which the stub does not show.
    let (ty, xdr) = match procedure.arguments.as_slice() {
        [] => ("int".to_owned(), "xdr_void".to_owned()),
        [only] => c_type(&only.ty, model),
        _ => (format!("{stub}_argument"), format!("xdr_{stub}_argument")),
    };
    let mut passed = String::new();
    match procedure.arguments.as_slice() {
        [] => {}
        [_] => passed.push_str("call_arguments, "),
        several => {
            for argument in several {
                write!(passed, "call_arguments.{}, ", argument.name).unwrap();
            }
        }
    }
    let answer = match &procedure.result {
        None => "xdr_void".to_owned(),
        Some(ty) => c_type(ty, model).1,
    };
    let (name, bytes) = (call.name(), call.arguments_hex());
    writeln!(
        body,
        "    {{\n        {ty} call_arguments;\n        \
         from_hex((xdrproc_t){xdr}, &call_arguments, sizeof call_arguments, \"{bytes}\");\n        \
         print_answer(\"{name}\", call_client, (xdrproc_t){answer},\n                     \
         {stub}({passed}call_client));\n    }}"
    )
    .unwrap();
}

/// What C calls a type, and the function that reads and writes it.
fn c_type(ty: &Type, model: &Model) -> (String, String) {
    let (ty, xdr) = match ty {
        Type::Char => ("char", "char"),
        Type::UnsignedChar => ("u_char", "u_char"),
        Type::Short => ("short", "short"),
        Type::UnsignedShort => ("u_short", "u_short"),
        Type::Int => ("int", "int"),
        Type::UnsignedInt => ("u_int", "u_int"),
        Type::Hyper => ("quad_t", "quad_t"),
        Type::UnsignedHyper => ("u_quad_t", "u_quad_t"),
        Type::Float => ("float", "float"),
        Type::Double => ("double", "double"),
        Type::Bool => ("bool_t", "bool"),
        Type::String { .. } => ("char *", "wrapstring"),
        Type::Named(id) => {
            let name = model.definition(*id).unwrap().name.as_str();
            (name, name)
        }
        other => panic!("rpcgen passes no {other:?}"),
    };
    (ty.to_owned(), format!("xdr_{xdr}"))
}
