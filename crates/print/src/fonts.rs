//! The fonts, read from disk: Debian's `fonts-noto-cjk`, or folders that the configuration names.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use kernel::Result;
use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontInfo};

use crate::codes;

/// The files a document needs, and the face of each that has mainland glyph shapes.
const NEEDED: [(&str, &str); 3] = [
    ("NotoSerifCJK-Regular.ttc", "Noto Serif CJK SC"),
    ("NotoSerifCJK-Bold.ttc", "Noto Serif CJK SC"),
    ("NotoSansCJK-Regular.ttc", "Noto Sans CJK SC"),
];

/// Where fonts are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FontPlaces {
    /// Folders, the first that has a file wins.
    pub folders: Vec<PathBuf>,
    /// Further font files for characters that Noto lacks (生僻字 of GB 18030 level 3), in order of preference.
    pub extra: Vec<PathBuf>,
}

impl Default for FontPlaces {
    /// Where distributions put the Noto fonts.
    fn default() -> FontPlaces {
        let folders = [
            "/usr/share/fonts/opentype/noto",
            "/usr/share/fonts/noto-cjk",
            "/usr/share/fonts/google-noto-cjk",
            "/usr/local/share/fonts",
        ];
        FontPlaces { folders: folders.map(PathBuf::from).to_vec(), extra: Vec::new() }
    }
}

/// A font file. Held in memory only once a document has used it: each takes some 25 MB.
struct Slot {
    file: PathBuf,
    family: Option<&'static str>,
    font: OnceLock<Option<Font>>,
}

/// The fonts documents may use.
pub(crate) struct Fonts {
    pub(crate) book: FontBook,
    slots: Vec<Slot>,
}

impl Fonts {
    pub(crate) fn find(places: &FontPlaces) -> Result<Fonts> {
        let mut fonts = Fonts { book: FontBook::new(), slots: Vec::new() };
        for (file, family) in NEEDED {
            let found = places.folders.iter().map(|folder| folder.join(file)).find(|path| path.is_file());
            let Some(path) = found else {
                let folders: Vec<_> = places.folders.iter().map(|f| f.display().to_string()).collect();
                return Err(codes::FONTS_MISSING.with("file", file).with("folders", folders.join("、")));
            };
            fonts.add(path, Some(family))?;
        }
        for path in &places.extra {
            fonts.add(path.clone(), None)?;
        }
        Ok(fonts)
    }

    fn add(&mut self, file: PathBuf, family: Option<&'static str>) -> Result<()> {
        let info: Option<FontInfo> = load(&file, family).map(|font| font.info().clone());
        self.book.push(info.ok_or_else(|| codes::FONT_UNREADABLE.with("file", file.display()))?);
        self.slots.push(Slot { file, family, font: OnceLock::new() });
        Ok(())
    }

    pub(crate) fn get(&self, index: usize) -> Option<Font> {
        let slot = self.slots.get(index)?;
        slot.font.get_or_init(|| load(&slot.file, slot.family)).clone()
    }
}

/// The face of that family, or the first one.
fn load(file: &Path, family: Option<&str>) -> Option<Font> {
    let bytes = Bytes::new(std::fs::read(file).ok()?);
    Font::iter(bytes).find(|font| family.is_none_or(|family| font.info().family.as_str() == family))
}
