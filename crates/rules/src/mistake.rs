//! What is wrong in the law files, every one with its place.

use std::fmt;

use kernel::Problem;

use crate::codes;

/// A place in a file, both counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At {
    /// Line.
    pub line: usize,
    /// Column, in characters.
    pub column: usize,
}

/// One mistake in a law file.
#[derive(Clone, Debug)]
pub struct Mistake {
    /// Path below the law folder.
    pub file: String,
    /// Where it stands.
    pub at: At,
    /// What is wrong.
    pub problem: Problem,
}

/// All mistakes of a law folder, in the order of files and lines. Never empty.
#[derive(Clone, Debug)]
pub struct Mistakes(pub Vec<Mistake>);

impl Mistake {
    /// A mistake at a place of a file.
    pub fn new(file: &str, at: At, problem: Problem) -> Mistake {
        Mistake { file: file.to_owned(), at, problem }
    }
}

/// `110000/contribution.yaml:12:5: LAW-0008 …`
impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.problem.code().id;
        write!(
            f,
            "{}:{}:{}: {code} {} / {}",
            self.file,
            self.at.line,
            self.at.column,
            self.problem.zh(),
            self.problem.en()
        )
    }
}

/// One mistake a line.
impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(Mistake::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for Mistakes {}

impl From<Mistakes> for Problem {
    fn from(mistakes: Mistakes) -> Problem {
        codes::BROKEN_LAW.with("count", mistakes.0.len()).with("list", &mistakes)
    }
}
