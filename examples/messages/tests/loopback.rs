//! The example as its readers run it: a server, a client, and all steps.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

const MESSAGES: &str = env!("CARGO_BIN_EXE_messages");

/// The server's process, which ends with the test.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        self.0.kill().expect("the server still runs");
        self.0.wait().expect("it has a status");
    }
}

#[test]
fn all_steps_run_and_are_measured() {
    let mut command = Command::new(MESSAGES);
    let server = command.args(["server", "127.0.0.1:0"]);
    let mut server = Server(server.stdout(Stdio::piped()).spawn().unwrap());
    let mut line = String::new();
    let output = server.0.stdout.take().unwrap();
    BufReader::new(output).read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("listening on ").unwrap();
    let svg = std::env::temp_dir().join(format!("messages-{}.svg", std::process::id()));
    let client = Command::new(MESSAGES)
        .args(["client", address, "all", "--brief", "--svg"])
        .arg(&svg)
        .output()
        .unwrap();
    let table = String::from_utf8(client.stdout).unwrap();
    assert!(
        client.status.success(),
        "{:?}",
        String::from_utf8(client.stderr)
    );
    for step in 1..=6 {
        let begins = format!("{step} ");
        assert!(
            table.lines().any(|line| line.starts_with(&begins)),
            "{table}"
        );
    }
    let plot = std::fs::read_to_string(&svg).unwrap();
    std::fs::remove_file(&svg).unwrap();
    let is_complete = plot.starts_with("<svg") && plot.ends_with("</svg>\n");
    assert!(is_complete && plot.matches("MB/s").count() >= 14, "{plot}");
}

#[test]
fn a_command_that_is_none_says_what_there_is() {
    let output = Command::new(MESSAGES).arg("serve").output().unwrap();
    assert!(!output.status.success());
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("stop-and-wait")
    );
}
