//! Pictures (画像): an SVG of this program as PNG, or as PDF with its lines as lines and its text as text.
//!
//! A picture is drawn with a Japanese font of the system, looked for once; there is no picture without one, for boxes instead
//! of letters help nobody. The colours are those the SVG carries as attributes, on white. Libraries and why:
//! `docs/decisions/0014-pictures.md`.

use std::sync::{Arc, OnceLock};

use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla_svg::{SurfaceExt, SvgSettings};
use reform::ProblemKind;
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, Options, Tree, fontdb};

reform::declare_kinds! {
    NO_FONT = "PU-010"
        "日本語のフォントがないため画像を作れません" "No Japanese font was found, so no picture can be made"
        "サーバーに fonts-morisawa-bizud-gothic（BIZ UDPゴシック）か fonts-noto-cjk を入れて、起動し直してください。SVG はそのまま使えます"
        "Install fonts-morisawa-bizud-gothic (BIZ UDPGothic) or fonts-noto-cjk on the server and start again; the SVG works as it is";
    NOT_DRAWN = "PU-011"
        "図を画像に変えられません" "The picture could not be made"
        "SVG で保存してください。続くときは管理者へ知らせてください" "Save it as SVG; if it goes on, tell the administrator";
}

/// Why there is no picture (画像を作れない理由).
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// The system has none of the fonts in [`FAMILIES`].
    #[error("日本語のフォントがありません / no Japanese font was found")]
    NoFont,
    /// The SVG is not one, or the picture does not fit in memory.
    #[error("図を画像に変えられません / the picture could not be made: {0}")]
    NotDrawn(String),
}

/// Families looked for, the best first.
pub const FAMILIES: [&str; 12] = [
    "BIZ UDPGothic",
    "Noto Sans JP",
    "Noto Sans CJK JP",
    "IPAexGothic",
    "IPAPGothic",
    "IPAGothic",
    "Takao PGothic",
    "VL PGothic",
    "Hiragino Sans",
    "Yu Gothic UI",
    "Yu Gothic",
    "Meiryo",
];

/// How many pixels a unit of the SVG becomes, where the picture stays below [`MOST_PIXELS`].
const SCALE: f32 = 2.0;
/// A larger picture is made with fewer pixels for each unit.
const MOST_PIXELS: f32 = 40_000_000.0;
/// A PDF counts in points, 72 to the inch; an SVG in units, 96 to the inch.
const POINTS: f32 = 0.75;

/// The fonts pictures are drawn with (書体).
#[derive(Clone, Debug)]
pub struct Fonts {
    database: Arc<fontdb::Database>,
    family: String,
}

impl Fonts {
    /// The fonts of the system, read once for the whole program.
    ///
    /// # Errors
    /// [`PictureError::NoFont`]; a later call looks again.
    pub fn of_system() -> Result<&'static Fonts, PictureError> {
        static FOUND: OnceLock<Fonts> = OnceLock::new();
        if let Some(fonts) = FOUND.get() {
            return Ok(fonts);
        }
        let mut database = fontdb::Database::new();
        database.load_system_fonts();
        let fonts = Fonts::choose(database)?;
        Ok(FOUND.get_or_init(|| fonts))
    }

    /// The first of [`FAMILIES`] that is there.
    fn choose(mut database: fontdb::Database) -> Result<Fonts, PictureError> {
        let is_there = |family: &&str| {
            database.faces().any(|face| face.families.iter().any(|(name, _)| name.eq_ignore_ascii_case(family)))
        };
        let family = FAMILIES.into_iter().find(is_there).ok_or(PictureError::NoFont)?.to_owned();
        // Every picture of ours asks for the plain sans-serif.
        database.set_sans_serif_family(&family);
        Ok(Fonts { database: Arc::new(database), family })
    }

    /// The family pictures are drawn with.
    pub fn family(&self) -> &str {
        &self.family
    }

    /// The SVG as PNG on white, two pixels to a unit.
    ///
    /// # Errors
    /// When it is no SVG.
    pub fn png(&self, svg: &str) -> Result<Vec<u8>, PictureError> {
        let tree = self.read(svg)?;
        let size = tree.size();
        let most = (MOST_PIXELS / (size.width() * size.height())).sqrt();
        let scale = SCALE.min(most);
        let side = |units: f32| (units * scale).ceil().max(1.0) as u32;
        let no_room = || PictureError::NotDrawn(format!("{} × {}", size.width(), size.height()));
        let mut pixmap = Pixmap::new(side(size.width()), side(size.height())).ok_or_else(no_room)?;
        pixmap.fill(Color::WHITE);
        resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
        pixmap.encode_png().map_err(|error| PictureError::NotDrawn(error.to_string()))
    }

    /// The SVG as a PDF of one page of its own size: lines stay lines, text can be selected and searched. The same SVG gives
    /// the same bytes.
    ///
    /// # Errors
    /// When it is no SVG, or a font cannot be embedded.
    pub fn pdf(&self, svg: &str, title: &str, language: &str) -> Result<Vec<u8>, PictureError> {
        let tree = self.read(svg)?;
        let (width, height) = (tree.size().width() * POINTS, tree.size().height() * POINTS);
        let no_page = || PictureError::NotDrawn(format!("{width} × {height}"));
        let size = krilla::geom::Size::from_wh(width, height).ok_or_else(no_page)?;
        let mut document = krilla::Document::new();
        document.set_metadata(Metadata::new().title(title.to_owned()).language(language.to_owned()));
        let mut page = document.start_page_with(PageSettings::new(size));
        let mut surface = page.surface();
        let drawn = surface.draw_svg(&tree, size, SvgSettings { embed_text: true, filter_scale: SCALE });
        surface.finish();
        page.finish();
        drawn.ok_or_else(no_page)?;
        document.finish().map_err(|error| PictureError::NotDrawn(format!("{error:?}")))
    }

    fn read(&self, svg: &str) -> Result<Tree, PictureError> {
        let options = Options {
            fontdb: Arc::clone(&self.database),
            font_family: self.family.clone(),
            // A picture of ours refers to no other file, and none may be fetched through it.
            image_href_resolver: ImageHrefResolver {
                resolve_data: Box::new(|_, _, _| None),
                resolve_string: Box::new(|_, _| None),
            },
            ..Options::default()
        };
        Tree::from_str(svg, &options).map_err(|error| PictureError::NotDrawn(error.to_string()))
    }
}

impl PictureError {
    /// The kind of problem, with its stable code and its words for people.
    pub fn kind(&self) -> &'static ProblemKind {
        match self {
            PictureError::NoFont => &NO_FONT,
            PictureError::NotDrawn(_) => &NOT_DRAWN,
        }
    }
}

#[cfg(test)]
mod tests;
