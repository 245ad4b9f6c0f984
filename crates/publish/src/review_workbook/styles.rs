//! How cells look (書式): what may be written is cream, what may not is grey, headings are white on dark.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

/// The font; Excel and LibreOffice both have another one ready where it is missing.
pub(super) const FONT: &str = "BIZ UDPゴシック";

const DARK: Color = Color::RGB(0x1F3A5F);
const MIDDLE: Color = Color::RGB(0x2F5D8A);
const LINE: Color = Color::RGB(0x9AA5B1);
const OPEN: Color = Color::RGB(0xFFF8DC);
const LOCKED: Color = Color::RGB(0xEDF0F3);
const INK: Color = Color::RGB(0x1B1F24);

/// The formats of a workbook.
pub(super) struct Styles {
    pub(super) title: Format,
    pub(super) plain: Format,
    pub(super) strong: Format,
    pub(super) group: Format,
    pub(super) other_group: Format,
    pub(super) heading: Format,
    pub(super) open_sample: Format,
    pub(super) locked_sample: Format,
    pub(super) open: Cells,
    pub(super) locked: Cells,
}

/// The formats of cells that hold data, open or locked.
pub(super) struct Cells {
    pub(super) text: Format,
    pub(super) centred: Format,
    pub(super) year: Format,
    pub(super) yen: Format,
    pub(super) number: Format,
    by_decimals: Vec<Format>,
}

impl Styles {
    pub(super) fn new() -> Styles {
        let base = || Format::new().set_font_name(FONT).set_font_size(10.5).set_font_color(INK);
        let heading = |colour: Color| {
            let dark = base().set_bold().set_font_color(Color::White).set_background_color(colour);
            dark.set_text_wrap()
                .set_align(FormatAlign::VerticalCenter)
                .set_border(FormatBorder::Thin)
                .set_border_color(LINE)
        };
        Styles {
            title: base().set_bold().set_font_size(14.0).set_align(FormatAlign::VerticalCenter),
            plain: base().set_text_wrap().set_align(FormatAlign::Top),
            strong: base().set_bold().set_text_wrap().set_align(FormatAlign::Top),
            group: heading(DARK),
            other_group: heading(MIDDLE),
            heading: heading(DARK).set_align(FormatAlign::Center),
            open_sample: sample(base(), OPEN),
            locked_sample: sample(base(), LOCKED),
            open: Cells::new(base().set_background_color(OPEN).set_unlocked()),
            locked: Cells::new(base().set_background_color(LOCKED)),
        }
    }
}

fn sample(base: Format, colour: Color) -> Format {
    let boxed = base.set_background_color(colour).set_border(FormatBorder::Thin).set_border_color(LINE);
    boxed.set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter)
}

impl Cells {
    fn new(base: Format) -> Cells {
        let base = base.set_border(FormatBorder::Thin).set_border_color(LINE).set_align(FormatAlign::Top);
        let number = |format: &str| base.clone().set_num_format(format).set_align(FormatAlign::Right);
        let decimals = |count: usize| match count {
            0 => number("0"),
            count => number(&format!("0.{}", "0".repeat(count))),
        };
        Cells {
            // `@` keeps what is typed a text: 0012, 1-2, =1.
            text: base.clone().set_num_format("@").set_text_wrap().set_align(FormatAlign::Left),
            centred: base.clone().set_num_format("@").set_text_wrap().set_align(FormatAlign::Center),
            year: base.clone().set_num_format("0").set_align(FormatAlign::Center),
            yen: number("#,##0;▲#,##0"),
            number: number("General"),
            by_decimals: (0..=9).map(decimals).collect(),
        }
    }

    /// The format that shows so many decimals.
    pub(super) fn with_decimals(&self, decimals: u8) -> &Format {
        self.by_decimals.get(usize::from(decimals)).unwrap_or(&self.number)
    }
}
