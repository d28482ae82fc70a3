//! The stable names of findings. A code, once given, keeps its meaning.

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing is generated.
    Error,
    /// The file is compiled, but probably not as it was meant.
    Warning,
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $code:literal,)+) => {
        /// What kind of finding it is.
        ///
        /// The first letter says how bad it is (`E` error, `W` warning), the
        /// first two digits where it is found: `00` files, `01` text and
        /// syntax, `02` names, `03` constants, `04` types, `05` programs.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Code {
            /// Every code there is.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The code as it is printed: `E0201`.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)+
                }
            }

            /// A page about it, in Markdown: what it means, and where a text
            /// can have it, one that does and the same text put right.
            ///
            /// Its first line is a heading. `idlc explain` prints it.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                match self {
                    $(Self::$name => include_str!(concat!("explanation/", $code, ".md")),)+
                }
            }
        }
    };
}

codes! {
    /// A file cannot be read or written.
    File = "E0001",
    /// A file has bytes that are not UTF-8 where they matter.
    NotUtf8 = "E0002",
    /// A file is larger than [`FILE_BYTES_MAX`](crate::source::FILE_BYTES_MAX).
    FileTooLarge = "E0003",
    /// Two inputs would be written to one output.
    OutputClash = "E0004",
    /// An option has a value that cannot be used.
    BadOption = "E0005",
    /// The generator made something that is not Rust: a defect of idlc.
    Internal = "E0099",
    /// The text is not what the grammar expects.
    Syntax = "E0101",
    /// A comment has no end.
    UnterminatedComment = "E0102",
    /// A text constant has no closing quote on its line.
    UnterminatedText = "E0103",
    /// Braces are nested deeper than any real file nests them.
    NestedTooDeep = "E0104",
    /// A number is malformed.
    MalformedNumber = "E0105",
    /// `#if`, `#else` and `#endif` do not match.
    UnbalancedConditional = "E0107",
    /// A directive cannot be understood.
    BadDirective = "E0108",
    /// The file says `#error`.
    ErrorDirective = "E0109",
    /// Words that make no type together.
    BadType = "E0110",
    /// A file that is `#include`d in angle brackets is not on the include path:
    /// a header of C's, most likely.
    IncludeNotRead = "W0111",
    /// A macro that is not a constant, and is not expanded, is used.
    MacroNotExpanded = "W0112",
    /// The file says `#warning`.
    WarningDirective = "W0113",
    /// A file that is `#include`d is not found.
    IncludeNotFound = "E0114",
    /// A file includes itself without end.
    IncludeCycle = "E0115",
    /// Files include each other too deep, too often, or to too much text.
    IncludeLimit = "E0116",
    /// The file is written in another language.
    ForeignLanguage = "E0117",
    /// A type that the file does not define.
    UndefinedType = "E0201",
    /// A constant that the file does not define.
    UndefinedConstant = "E0202",
    /// A type, constant, program or interface is defined twice.
    DuplicateDefinition = "E0203",
    /// Two fields of a struct or arguments of a procedure share a name.
    DuplicateField = "E0204",
    /// Two procedures of a version share a name, or two versions of a program.
    DuplicateProcedure = "E0205",
    /// Two names become one in Rust.
    NameCollision = "E0206",
    /// A `typedef` is written again, and says the same.
    RepeatedTypedef = "W0207",
    /// A constant is defined by itself.
    ConstantCycle = "E0301",
    /// A number does not fit where it is used.
    OutOfRange = "E0302",
    /// A text where a number is needed.
    NotANumber = "E0303",
    /// Two values of an enum are the same number.
    DuplicateValue = "W0304",
    /// A type contains itself and would never end.
    InfiniteSize = "E0401",
    /// A `typedef` is defined by itself.
    TypedefCycle = "E0402",
    /// A union switches on something that is not a number, `bool` or enum.
    BadDiscriminant = "E0403",
    /// A case is not among the values of the discriminant.
    CaseNotInEnum = "E0404",
    /// Two cases of a union are the same.
    DuplicateCase = "E0405",
    /// `char *` or `opaque *`, which say nothing about how much travels.
    UnsizedPointer = "E0406",
    /// A union has no arm for a value of its discriminant.
    MissingCases = "W0407",
    /// Two procedures of a version have the same number.
    DuplicateProcedureNumber = "E0501",
    /// Two versions of one program have the same number.
    DuplicateVersionNumber = "E0502",
    /// Words in front of an argument or a procedure that mean nothing there.
    BadAttribute = "E0503",
    /// `size_is` does not say how much a pointer points at.
    BadSize = "E0504",
    /// More values come back than a procedure can return.
    TooManyResults = "E0505",
    /// Procedure 0 takes or returns something.
    NullProcedure = "E0506",
    /// Arguments or results are larger than a UDP datagram.
    LargerThanDatagram = "W0507",
    /// A `oneway` procedure has something to say to its caller.
    OnewayAnswers = "E0508",
}

impl Code {
    /// How bad it is.
    #[must_use]
    pub fn severity(self) -> Severity {
        if self.as_str().starts_with('W') {
            Severity::Warning
        } else {
            Severity::Error
        }
    }

    /// The code that is printed like this, in capitals or not.
    ///
    /// ```
    /// use idlc::diagnostic::Code;
    ///
    /// assert_eq!(Code::from_name("e0405"), Some(Code::DuplicateCase));
    /// assert_eq!(Code::from_name("E9999"), None);
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|code| code.as_str().eq_ignore_ascii_case(name))
    }

    /// What kind of finding it is, in a few words: the heading of its
    /// [`explanation`](Self::explanation).
    #[must_use]
    pub fn title(self) -> &'static str {
        let heading = self.explanation().lines().next().unwrap_or_default();
        heading.trim_start_matches('#').trim_start()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_codes_share_a_number() {
        let numbers: Vec<&str> = Code::ALL
            .iter()
            .map(|code| code.as_str().get(1..).unwrap())
            .collect();
        assert!(
            numbers.is_sorted_by(|a, b| a < b),
            "out of order or twice: {numbers:?}"
        );
    }
}
