//! The project's `Cargo.toml`.

use std::path::Path;

/// The text of the manifest. The crates come from a checkout if there is one,
/// else from the registry, in the version of this command.
pub(super) fn manifest(name: &str, checkout: Option<&Path>) -> String {
    let runtime = dependency(checkout, "runtime");
    let compiler = dependency(checkout, "idlc");
    format!(
        "[package]\n\
         name = \"{name}\"\n\
         version = \"0.1.0\"\n\
         edition = \"2024\"\n\n\
         [dependencies]\n\
         idlc-runtime = {runtime}\n\n\
         [build-dependencies]\n\
         idlc = {compiler}\n\n\
         # Of no workspace that may lie around it; take this away to join one.\n\
         [workspace]\n"
    )
}

fn dependency(checkout: Option<&Path>, folder: &str) -> String {
    match checkout {
        Some(checkout) => {
            let path = checkout.join(folder).to_string_lossy().into_owned();
            format!("{{ path = {} }}", quoted(&path))
        }
        None => quoted(env!("CARGO_PKG_VERSION")),
    }
}

/// A TOML string.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            control if control.is_control() => {
                quoted.extend(format!("\\u{:04x}", u32::from(control)).chars());
            }
            other => quoted.push(other),
        }
    }
    quoted + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_quoted_as_toml_wants_it() {
        let text = manifest("calc", Some(Path::new("C:\\a \"b\"")));
        let runtime = Path::new("C:\\a \"b\"").join("runtime");
        let escaped = runtime
            .to_string_lossy()
            .replace('\\', "\\\\")
            .replace('"', "\\\"");
        assert!(
            text.contains(&format!("idlc-runtime = {{ path = \"{escaped}\" }}")),
            "{text}"
        );
    }

    #[test]
    fn without_a_checkout_versions_are_named() {
        let version = env!("CARGO_PKG_VERSION");
        let text = manifest("calc", None);
        assert!(
            text.contains(&format!("idlc-runtime = \"{version}\"\n")),
            "{text}"
        );
        assert!(text.contains(&format!("idlc = \"{version}\"\n")), "{text}");
    }
}
