//! Fonts (書体): those of the system a Japanese document may be set with, and which characters they have.

use std::path::Path;

use typst::text::FontInfo;
use typst_kit::fonts::{FontPath, FontStore};

use crate::failure::Failure;

/// Families looked for, the best first. A character one lacks is taken from the next. BIZ UDGothic comes with BIZ UDPGothic and
/// lends it what that one has proportional and type-setting wants even: full-width marks and half-width digits.
pub const FAMILIES: [&str; 6] =
    ["BIZ UDPGothic", "BIZ UDGothic", "Noto Sans CJK JP", "Noto Sans JP", "IPAexGothic", "IPAPGothic"];

/// The fonts of one run (書体の組).
pub struct Fonts {
    /// Those of [`FAMILIES`] that are there, in its order.
    pub store: FontStore,
    /// Their families, in its order.
    pub families: Vec<&'static str>,
    infos: Vec<FontInfo>,
}

impl Fonts {
    /// The fonts of the system, or only those of a folder.
    ///
    /// # Errors
    /// When none of [`FAMILIES`] is there.
    pub fn find(folder: Option<&Path>) -> Result<Fonts, Failure> {
        let mut database = fontdb::Database::new();
        match folder {
            Some(folder) => database.load_fonts_dir(folder),
            None => database.load_system_fonts(),
        }
        let mut fonts = Fonts { store: FontStore::new(), families: Vec::new(), infos: Vec::new() };
        for family in FAMILIES {
            let mut faces: Vec<(FontPath, FontInfo)> = Vec::new();
            for face in database.faces().filter(|face| is_of(face, family)) {
                let (fontdb::Source::File(path) | fontdb::Source::SharedFile(path, _)) = &face.source else { continue };
                // Only these few are read through: a system may have hundreds.
                let Some(Some(info)) = database.with_face_data(face.id, FontInfo::new) else { continue };
                faces.push((FontPath { path: path.clone(), index: face.index }, info));
            }
            // The order of a folder's entries must not decide the bytes of a document.
            faces.sort_by(|(a, _), (b, _)| (&a.path, a.index).cmp(&(&b.path, b.index)));
            if !faces.is_empty() {
                fonts.families.push(family);
            }
            fonts.infos.extend(faces.iter().map(|(_, info)| info.clone()));
            fonts.store.extend(faces);
        }
        if fonts.families.is_empty() { Err(Failure::font(&FAMILIES)) } else { Ok(fonts) }
    }

    /// Whether one of them has the character.
    pub fn have(&self, character: char) -> bool {
        self.infos.iter().any(|info| info.coverage.contains(u32::from(character)))
    }
}

fn is_of(face: &fontdb::FaceInfo, family: &str) -> bool {
    face.families.iter().any(|(name, _)| name.eq_ignore_ascii_case(family))
}
