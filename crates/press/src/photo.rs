//! Photos and other pictures (画像): PNG and JPEG that somebody uploaded, to be bound in as a page each. What a camera wrote
//! beside the picture — where it stood, whose it is, thumbnails, what follows the end — does not go into the book.

/// The most pixels of one picture: what a camera takes today, and what fits into memory decoded.
const PIXELS_MOST: u64 = 60_000_000;

/// The longest side, in pixels.
const SIDE_MOST: u32 = 30_000;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// A picture that can be bound in (綴じる画像).
pub struct Photo {
    /// How the name of its file ends.
    pub ending: &'static str,
    /// What is set; nothing where it is the file as it came.
    pub bytes: Option<Vec<u8>>,
    /// How many pixels it has.
    pub pixels: u64,
    /// Whether it is wider than high as it is shown.
    pub is_wide: bool,
}

/// A JPEG as it was walked through.
struct Jpeg {
    bytes: Vec<u8>,
    size: (u32, u32),
    /// How it is turned to be shown, 1 to 8 as EXIF counts.
    turn: u16,
}

/// Whether this is a picture by its first bytes.
pub fn is_photo(bytes: &[u8]) -> bool {
    bytes.starts_with(PNG) || bytes.starts_with(&[0xFF, 0xD8, 0xFF])
}

/// A picture looked over, without decoding it.
///
/// # Errors
/// The reason why it cannot be bound in.
pub fn ready(bytes: &[u8]) -> Result<Photo, &'static str> {
    let (ending, size, turn, kept) = if bytes.starts_with(PNG) {
        ("png", png_size(bytes).ok_or("broken-picture")?, 1, None)
    } else {
        let jpeg = walk(bytes).ok_or("broken-picture")?;
        ("jpg", jpeg.size, jpeg.turn, Some(jpeg.bytes))
    };
    let (width, height) = size;
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 {
        return Err("broken-picture");
    }
    if pixels > PIXELS_MOST || width.max(height) > SIDE_MOST {
        return Err("too-many-pixels");
    }
    // Turned by a quarter, width and height change places.
    let is_wide = if turn >= 5 { height > width } else { width > height };
    Ok(Photo { ending, bytes: kept, pixels, is_wide })
}

/// Width and height of a PNG, which its first part has to say.
fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let head = bytes.get(PNG.len()..PNG.len() + 16)?;
    let (kind, sides) = (head.get(4..8)?, head.get(8..16)?);
    let side = |at: usize| Some(u32::from_be_bytes(sides.get(at..at + 4)?.try_into().ok()?));
    (kind == b"IHDR").then_some((side(0)?, side(4)?))
}

/// The parts of a JPEG that make its picture, and how it is turned; `None` where it does not go on to its end.
fn walk(bytes: &[u8]) -> Option<Jpeg> {
    let (mut out, mut at, mut size, mut turn) = (vec![0xFF, 0xD8], 2, None, 1);
    loop {
        if *bytes.get(at)? != 0xFF {
            return None;
        }
        while *bytes.get(at + 1)? == 0xFF {
            at += 1;
        }
        let marker = *bytes.get(at + 1)?;
        at += 2;
        match marker {
            0xD9 => break,
            0x00 | 0xD8 => return None,
            0x01 | 0xD0..=0xD7 => continue,
            _ => {}
        }
        let length = usize::from(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]));
        let part = bytes.get(at..at + length).filter(|_| length >= 2)?;
        let told = &part[2..];
        at += length;
        match marker {
            0xE1 => turn = told.strip_prefix(b"Exif\0\0").and_then(turn_of).unwrap_or(turn),
            // C4, C8 and CC are no frames.
            0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => {
                let side = |at: usize| Some(u32::from(u16::from_be_bytes([*told.get(at)?, *told.get(at + 1)?])));
                size = Some((side(3)?, side(1)?));
            }
            _ => {}
        }
        let is_kept = match marker {
            0xE0 => told.starts_with(b"JFIF\0"),
            0xE2 => told.starts_with(b"ICC_PROFILE\0"),
            // EE stays: what Adobe says of the colours.
            0xE1 | 0xE3..=0xED | 0xEF | 0xFE => false,
            _ => true,
        };
        if is_kept {
            out.extend([0xFF, marker]);
            out.extend(part);
        }
        if marker == 0xDA {
            let end = end_of_scan(bytes, at)?;
            out.extend(&bytes[at..end]);
            at = end;
        }
    }
    out.extend([0xFF, 0xD9]);
    if turn != 1 {
        drop(out.splice(2..2, turned(turn)));
    }
    Some(Jpeg { bytes: out, size: size?, turn })
}

/// Where the packed lines end that begin here: at the first marker that is none of theirs.
fn end_of_scan(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == 0xFF)?;
        match *bytes.get(at + 1)? {
            0x00 | 0xD0..=0xD7 => at += 2,
            0xFF => at += 1,
            _ => return Some(at),
        }
    }
}

/// How a picture is turned, by what the camera wrote.
fn turn_of(exif: &[u8]) -> Option<u16> {
    let is_big = match exif.get(..4)? {
        b"MM\0*" => true,
        b"II*\0" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes = [*exif.get(at)?, *exif.get(at + 1)?];
        Some(if is_big { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) })
    };
    let first = exif.get(4..8)?.try_into().ok()?;
    let first = if is_big { u32::from_be_bytes(first) } else { u32::from_le_bytes(first) };
    let first = usize::try_from(first).ok().filter(|first| *first < exif.len())?;
    let entries = (0..usize::from(short(first)?)).map(|number| first + 2 + number * 12);
    let turn = entries.take_while(|at| at + 12 <= exif.len()).find(|at| short(*at) == Some(0x0112));
    turn.and_then(|at| short(at + 8)).filter(|turn| (1..=8).contains(turn))
}

/// The part of a JPEG that says how it is turned and nothing else.
fn turned(turn: u16) -> Vec<u8> {
    let mut part = vec![0xFF, 0xE1, 0x00, 0x22];
    part.extend(b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01");
    part.extend(turn.to_be_bytes());
    part.extend([0; 6]);
    part
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(marker: u8, told: &[u8]) -> Vec<u8> {
        let length = (told.len() as u16 + 2).to_be_bytes();
        [[0xFF, marker].as_slice(), &length, told].concat()
    }

    fn jpeg(before: &[u8], (width, height): (u16, u16)) -> Vec<u8> {
        let frame = [[8u8].as_slice(), &height.to_be_bytes(), &width.to_be_bytes(), &[1, 1, 0x11, 0]].concat();
        let scan = part(0xDA, &[1, 1, 0, 0, 63, 0]);
        let lines = [0x12, 0xFF, 0x00, 0xFF, 0xD0, 0x34, 0xFF, 0xD9];
        [[0xFFu8, 0xD8].as_slice(), before, &part(0xC0, &frame), &scan, &lines].concat()
    }

    #[test]
    fn what_a_camera_wrote_stays_out_and_how_it_is_turned_stays_in() {
        let exif = [b"Exif\0\0".as_slice(), b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0", b"GPS"];
        let before = [part(0xE1, &exif.concat()), part(0xFE, b"NAME"), part(0xE2, b"MPF\0x")].concat();
        let whole = [jpeg(&before, (40, 30)), b"AFTER THE END".to_vec()].concat();
        let photo = ready(&whole).unwrap_or_else(|reason| panic!("{reason}"));
        let kept = photo.bytes.unwrap();
        for secret in ["GPS", "NAME", "MPF", "AFTER"] {
            assert!(!kept.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret}");
        }
        assert!(!photo.is_wide && photo.ending == "jpg" && photo.pixels == 1_200, "turned by a quarter");
        let again = walk(&kept).unwrap();
        assert_eq!((again.turn, again.size), (6, (40, 30)));
        assert!(again.bytes == kept, "walked through again it stays as it is");
        assert!(ready(&jpeg(&[], (40, 30))).is_ok_and(|photo| photo.is_wide));
    }

    #[test]
    fn what_is_cut_or_too_large_is_refused_and_nothing_panics() {
        let reason = |bytes: &[u8]| ready(bytes).err();
        let whole = jpeg(&part(0xE1, b"Exif\0\0MM\0*\xFF\xFF\xFF\xFF"), (8, 8));
        assert_eq!(reason(&whole), None);
        for end in 0..whole.len() {
            assert_eq!(reason(&whole[..end]), Some("broken-picture"), "{end}");
        }
        assert_eq!(reason(&jpeg(&[], (0, 8))), Some("broken-picture"));
        assert_eq!(reason(&jpeg(&[], (u16::MAX, 8))), Some("too-many-pixels"));
        let png = |width: u32, height: u32| {
            [PNG, b"\0\0\0\x0dIHDR", &width.to_be_bytes(), &height.to_be_bytes(), b"\x08\x06\0\0\0"].concat()
        };
        assert_eq!(reason(&png(20_000, 20_000)), Some("too-many-pixels"));
        assert_eq!(reason(&png(0, 1)), Some("broken-picture"));
        assert_eq!(reason(PNG), Some("broken-picture"));
        assert!(ready(&png(20, 10)).is_ok_and(|photo| photo.is_wide && photo.bytes.is_none()));
    }
}
