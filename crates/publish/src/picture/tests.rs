use super::*;

const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 200 40\" width=\"200\" height=\"40\" \
                   font-family=\"sans-serif\"><rect x=\"0\" y=\"0\" width=\"20\" height=\"40\" class=\"c1\" fill=\"#0017c1\"/>\
                   <text x=\"30\" y=\"25\" font-size=\"16\" fill=\"#1a1a1a\">最終アウトカム◎</text></svg>";

/// The fonts of this machine, or none with a word about it.
fn fonts() -> Option<&'static Fonts> {
    match Fonts::of_system() {
        Ok(fonts) => Some(fonts),
        Err(error) => {
            eprintln!("SKIPPED: {error}");
            None
        }
    }
}

/// Width, height and the pixels of a PNG.
fn pixels(png: &[u8]) -> Pixmap {
    Pixmap::decode_png(png).unwrap()
}

#[test]
fn a_picture_has_the_colours_and_letters_of_its_svg_on_white() {
    let Some(fonts) = fonts() else { return };
    let picture = pixels(&fonts.png(SVG).unwrap());
    assert_eq!((picture.width(), picture.height()), (400, 80));
    let colour = |x, y| {
        let pixel = picture.pixel(x, y).unwrap();
        (pixel.red(), pixel.green(), pixel.blue(), pixel.alpha())
    };
    assert_eq!(colour(10, 40), (0, 0x17, 0xc1, 255));
    assert_eq!(colour(399, 79), (255, 255, 255, 255));
    // Letters leave dark points; with the text away there are none.
    let dark =
        |picture: &Pixmap| picture.pixels().iter().filter(|p| p.red() < 90 && p.green() < 90 && p.blue() < 90).count();
    assert!(dark(&picture) > 400, "{} dark points", dark(&picture));
    let bare = SVG.replace("最終アウトカム◎", "");
    assert_eq!(dark(&pixels(&fonts.png(&bare).unwrap())), 0);
}

#[test]
fn a_large_picture_gets_fewer_pixels() {
    let Some(fonts) = fonts() else { return };
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"6000\" height=\"4000\"><rect width=\"9\" height=\"9\"/></svg>";
    let picture = pixels(&fonts.png(svg).unwrap());
    assert!(picture.width() * picture.height() <= 40_100_000, "{} × {}", picture.width(), picture.height());
    assert!((f64::from(picture.width()) / f64::from(picture.height()) - 1.5).abs() < 0.01);
}

#[test]
fn a_pdf_keeps_text_as_text_and_is_the_same_each_time() {
    let Some(fonts) = fonts() else { return };
    let pdf = fonts.pdf(SVG, "試験の図", "ja").unwrap();
    assert!(pdf.starts_with(b"%PDF-1."));
    assert_eq!(pdf, fonts.pdf(SVG, "試験の図", "ja").unwrap());
    let has = |needle: &[u8]| pdf.windows(needle.len()).any(|window| window == needle);
    assert!(has(b"/ToUnicode") && has(b"/FontDescriptor"), "the text is not there as text");
    assert!(!has(b"/Subtype /Image") && !has(b"/Subtype/Image"), "the picture became pixels");
    assert!(has(b"/MediaBox [0 0 150 30]") || has(b"/MediaBox[0 0 150 30]"));
}

#[test]
fn what_is_no_picture_is_refused_with_a_code() {
    assert_eq!(Fonts::choose(fontdb::Database::new()).unwrap_err().kind().code, NO_FONT.code);
    let Some(fonts) = fonts() else { return };
    for text in ["", "<html/>", "<svg xmlns=\"http://www.w3.org/2000/svg\"><g>", "図"] {
        assert_eq!(fonts.png(text).unwrap_err().kind().code, NOT_DRAWN.code, "{text}");
        assert_eq!(fonts.pdf(text, "", "ja").unwrap_err().kind().code, NOT_DRAWN.code, "{text}");
    }
}

#[test]
fn no_file_is_fetched_through_a_picture() {
    let Some(fonts) = fonts() else { return };
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/static/mark.svg");
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"20\" height=\"20\"><image href=\"{}\" width=\"20\" height=\"20\"/></svg>",
        file.display()
    );
    assert!(file.exists());
    let picture = pixels(&fonts.png(&svg).unwrap());
    assert!(picture.pixels().iter().all(|pixel| (pixel.red(), pixel.green(), pixel.blue()) == (255, 255, 255)));
}
