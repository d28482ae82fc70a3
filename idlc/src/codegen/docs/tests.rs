use super::comment::rustdoc;

#[track_caller]
fn assert_doc(comment: &str, expected: &str) {
    let comment: Vec<String> = comment.lines().map(str::to_owned).collect();
    assert_eq!(rustdoc(&comment).join("\n"), expected);
}

#[test]
fn running_text_stays_running_text() {
    assert_doc("Opens a file, or makes it.", "Opens a file, or makes it.");
    assert_doc("One.\n\n\nTwo.", "One.\n\nTwo.");
}

#[test]
fn what_markdown_would_act_on_is_shown_as_it_is() {
    assert_doc("a [link] and a <tag>", r"a \[link] and a \<tag>");
    assert_doc("2 * 3 is *6*", r"2 * 3 is \*6\*");
    assert_doc("AT&T, but &amp;", r"AT&T, but \&amp;");
    assert_doc(r"C:\dir and \* and \", r"C:\dir and \\\* and \\");
    assert_doc("an `unpaired tick", r"an \`unpaired tick");
    assert_doc("=== heading", r"\=== heading");
}

#[test]
fn names_are_code() {
    assert_doc(
        "see NFS_OK, (FooBar) and a::b.",
        "see `NFS_OK`, (`FooBar`) and `a::b`.",
    );
    assert_doc("call read_dir() or read()", "call `read_dir()` or `read()`");
    assert_doc(
        "IDs, RPC and readdir(3) are words",
        "IDs, RPC and readdir(3) are words",
    );
    assert_doc("already `in code`, a `b_c`.", "already `in code`, a `b_c`.");
}

#[test]
fn an_address_is_a_link() {
    assert_doc(
        "see https://example.org/a_b?c=1. (http://x.org)",
        "see <https://example.org/a_b?c=1>. (<http://x.org>)",
    );
}

#[test]
fn what_was_laid_out_by_hand_is_kept() {
    assert_doc(
        "Modes:\n\n  0  read\n  1  write\n\nDone.",
        "Modes:\n\n```text\n  0  read\n  1  write\n```\n\nDone.",
    );
    assert_doc("- one\n- two", "```text\n- one\n- two\n```");
    assert_doc("    let x = 1;", "```text\n    let x = 1;\n```");
}

#[test]
fn no_line_closes_the_fence_it_stands_in() {
    assert_doc("```\ncode\n```", "````text\n```\ncode\n```\n````");
}

#[test]
fn what_cannot_be_seen_is_not_there() {
    assert_doc("a\u{202e}b\u{200b}c\u{7}", "abc");
}
