//! What the texts are made of.

/// A text of any length.
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    /// The text, about so many lines long.
    pub(crate) text: fn(usize) -> String,
}

/// About a hundred lines, with `@` where a number belongs.
const UNIT: &str = include_str!("unit.x");

pub(crate) const ALL: [Shape; 12] = [
    Shape {
        name: "a file as people write them",
        text: units,
    },
    Shape {
        name: "fields of one struct",
        text: |count| {
            format!(
                "struct s {{\n{}}};\n",
                lines(count, |at| format!("int f{at};"))
            )
        },
    },
    Shape {
        name: "values of one enum",
        text: |count| {
            format!(
                "enum e {{\n{}}};\n",
                lines(count, |at| format!("E{at} = {at},"))
            )
        },
    },
    Shape {
        name: "arms of one union",
        text: |count| {
            let arms = lines(count, |at| format!("case {at}: int a{at};"));
            format!("union u switch (int k) {{\n{arms}}};\n")
        },
    },
    Shape {
        name: "procedures of one version",
        text: |count| {
            let procedures = lines(count, |at| format!("int P{at}(int) = {at};", at = at + 1));
            format!("program P {{ version V {{\n{procedures}}} = 1; }} = 7;\n")
        },
    },
    Shape {
        name: "arguments of one procedure",
        text: |count| {
            let arguments = lines(count, |at| format!("int a{at},"));
            format!("interface I = 7 {{ void f(\n{arguments} int last); }};\n")
        },
    },
    Shape {
        name: "interfaces of ten lines",
        text: |count| {
            let procedures = lines(8, |at| format!("int f{at}(int a);"));
            lines(count / 10, |at| {
                format!(
                    "interface I{at} = {number} {{\n{procedures}}};",
                    number = at + 1
                )
            })
        },
    },
    Shape {
        name: "typedefs, each of the next",
        text: |count| {
            let typedefs = lines(count, |at| format!("typedef t{} t{at};", at + 1));
            format!("{typedefs}typedef int t{count};\n")
        },
    },
    Shape {
        name: "structs, each in the next",
        text: |count| {
            let structs = lines(count, |at| {
                format!("struct s{} {{ s{at} inner; s{at} *other; }};", at + 1)
            });
            format!("struct s0 {{ int a; }};\n{structs}")
        },
    },
    Shape {
        name: "constants, each made of the last",
        text: |count| {
            let constants = lines(count, |at| format!("#define C{} (C{at} + 1)", at + 1));
            format!("#define C0 1\n{constants}typedef int t[C{count}];\n")
        },
    },
    Shape {
        name: "comments",
        text: |count| lines(count, |at| format!("const C{at} = 1; /* about C{at} */")),
    },
    Shape {
        name: "errors",
        text: |count| lines(count, |at| format!("struct s{at} {{ missing{at} m; }};")),
    },
];

/// Repeats the unit, with other names, until there are about so many lines.
fn units(lines: usize) -> String {
    let repeat = lines / UNIT.lines().count();
    (0..repeat.max(1))
        .map(|at| {
            UNIT.replace("0x30000000", &format!("{:#x}", 0x3000_0000 + at))
                .replace('@', &at.to_string())
        })
        .collect()
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(|at| line(at) + "\n").collect()
}
