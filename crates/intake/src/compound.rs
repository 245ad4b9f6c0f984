//! Compound files (複合ファイル, OLE2): the old container of `.xls`, and of any workbook with a password.
//!
//! Read strictly — no chain may loop or leave the file — so that what is handed to the reader of workbooks is always a
//! sound container around one stream. Layout: [MS-CFB].

/// The first bytes of every compound file.
pub(crate) const SIGNATURE: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

const END_OF_CHAIN: u32 = 0xFFFF_FFFE;
const FAT_SECTOR: u32 = 0xFFFF_FFFD;
const FREE: u32 = 0xFFFF_FFFF;
/// Identifiers from here on are marks, not sectors.
const FIRST_MARK: u32 = 0xFFFF_FFFA;
/// Streams shorter than this lie in the small sectors of the root entry.
const MINI_STREAM_BELOW: u64 = 4096;
const MINI_SECTOR: usize = 64;

/// A compound file whose directory has been read.
pub(crate) struct Compound<'a> {
    bytes: &'a [u8],
    sector_size: usize,
    fat: Vec<u32>,
    mini_fat_start: u32,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    kind: u8,
    start: u32,
    size: u64,
}

const STREAM: u8 = 2;
const ROOT: u8 = 5;

impl<'a> Compound<'a> {
    /// Reads header, allocation table and directory; the error says what is unsound.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Compound<'a>, &'static str> {
        let header = bytes.get(..512).ok_or("header")?;
        let sector_size = match u16_at(header, 30) {
            _ if !header.starts_with(&SIGNATURE) => return Err("signature"),
            9 => 512,
            12 => 4096,
            _ => return Err("sector size"),
        };
        let mut file =
            Compound { bytes, sector_size, fat: Vec::new(), mini_fat_start: u32_at(header, 60), entries: Vec::new() };
        file.fat = file.allocation_table(header)?;
        let directory = file.chain(u32_at(header, 48), u64::MAX)?;
        file.entries = directory.chunks_exact(128).map(|entry| Entry::read(entry, sector_size)).collect();
        Ok(file)
    }

    /// Whether the directory names such a stream; capitals do not matter.
    pub(crate) fn holds(&self, name: &str) -> bool {
        self.entry(name).is_some()
    }

    /// The bytes of a stream; `None` where there is no such stream.
    pub(crate) fn stream(&self, name: &str) -> Option<Result<Vec<u8>, &'static str>> {
        let entry = self.entry(name)?;
        Some(match entry.size {
            size if size > self.bytes.len() as u64 => Err("stream size"),
            size if size < MINI_STREAM_BELOW => self.small_stream(entry),
            size => self.chain(entry.start, size).and_then(|bytes| whole(bytes, size)),
        })
    }

    fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.kind == STREAM && entry.name.eq_ignore_ascii_case(name))
    }

    fn small_stream(&self, entry: &Entry) -> Result<Vec<u8>, &'static str> {
        let root = self.entries.iter().find(|entry| entry.kind == ROOT).ok_or("root entry")?;
        let small = self.chain(root.start, root.size)?;
        let table = u32s(&self.chain(self.mini_fat_start, u64::MAX)?);
        let mut bytes = Vec::new();
        let mut id = entry.start;
        while (bytes.len() as u64) < entry.size {
            let at = id as usize * MINI_SECTOR;
            bytes.extend_from_slice(small.get(at..(at + MINI_SECTOR).min(small.len())).ok_or("small sector")?);
            id = *table.get(id as usize).ok_or("small sector chain")?;
            if id >= FIRST_MARK {
                break;
            }
        }
        whole(bytes, entry.size)
    }

    fn sector(&self, id: u32) -> Result<&'a [u8], &'static str> {
        let start = (id as usize + 1) * self.sector_size;
        let end = (start + self.sector_size).min(self.bytes.len());
        self.bytes.get(start..end).filter(|sector| !sector.is_empty()).ok_or("sector beyond the end")
    }

    fn sector_count(&self) -> usize {
        self.bytes.len() / self.sector_size + 1
    }

    fn allocation_table(&self, header: &[u8]) -> Result<Vec<u32>, &'static str> {
        let per_sector = self.sector_size / 4;
        // A table longer than this would speak of sectors the file does not have.
        let needed = self.sector_count() / per_sector + 2;
        let mut places = u32s(&header[76..512]);
        let mut next = u32_at(header, 68);
        while next < FIRST_MARK && places.len() < needed + per_sector {
            let mut more = u32s(self.sector(next)?);
            next = more.pop().ok_or("table of tables")?;
            places.append(&mut more);
        }
        let mut fat = Vec::new();
        for id in places.into_iter().filter(|id| *id < FIRST_MARK).take(needed) {
            fat.extend(u32s(self.sector(id)?));
        }
        Ok(fat)
    }

    /// Follows a chain of sectors until it ends or `size` bytes are read.
    fn chain(&self, start: u32, size: u64) -> Result<Vec<u8>, &'static str> {
        let mut bytes = Vec::new();
        let mut id = start;
        for _ in 0..=self.sector_count() {
            if id == END_OF_CHAIN || bytes.len() as u64 >= size {
                bytes.truncate(usize::try_from(size).unwrap_or(usize::MAX));
                return Ok(bytes);
            }
            bytes.extend_from_slice(self.sector(id)?);
            id = *self.fat.get(id as usize).ok_or("sector chain")?;
        }
        Err("endless chain")
    }
}

impl Entry {
    fn read(entry: &[u8], sector_size: usize) -> Entry {
        let units: Vec<u16> =
            entry[..64].chunks_exact(2).map(|unit| u16_at(unit, 0)).take_while(|unit| *unit != 0).collect();
        // The upper half of the size means nothing in files of small sectors.
        let upper = if sector_size == 512 { 0 } else { u64::from(u32_at(entry, 124)) };
        Entry {
            name: String::from_utf16_lossy(&units),
            kind: entry[66],
            start: u32_at(entry, 116),
            size: upper << 32 | u64::from(u32_at(entry, 120)),
        }
    }
}

/// The largest stream [`pack`] can hold: what the table of tables inside the header reaches.
pub(crate) const MAX_PACKED_BYTES: u64 = 400 * 1024 * 1024;

/// A compound file of one stream, which must not be longer than [`MAX_PACKED_BYTES`].
pub(crate) fn pack(name: &str, stream: &[u8]) -> Vec<u8> {
    const SECTOR: usize = 4096;
    const PER_SECTOR: usize = SECTOR / 4;
    let size = stream.len().max(SECTOR);
    let sectors = size.div_ceil(SECTOR);
    let mut tables = 1;
    while tables * PER_SECTOR < tables + 1 + sectors {
        tables += 1;
    }
    let first = tables + 1;
    let mut file = vec![0u8; (1 + first + sectors) * SECTOR];
    file[..8].copy_from_slice(&SIGNATURE);
    for (at, value) in [(24, 0x3E), (26, 4), (28, 0xFFFE), (30, 12), (32, 6)] {
        put(&mut file, at, &u16::to_le_bytes(value));
    }
    let mini_cutoff = MINI_STREAM_BELOW as u32;
    for (at, value) in [(40, 1), (44, tables as u32), (48, tables as u32), (56, mini_cutoff), (60, END_OF_CHAIN)] {
        put(&mut file, at, &value.to_le_bytes());
    }
    put(&mut file, 68, &END_OF_CHAIN.to_le_bytes());
    for slot in 0..109 {
        put(&mut file, 76 + slot * 4, &if slot < tables { slot as u32 } else { FREE }.to_le_bytes());
    }
    for id in 0..tables * PER_SECTOR {
        let next = match id {
            _ if id < tables => FAT_SECTOR,
            _ if id == tables || id + 1 == first + sectors => END_OF_CHAIN,
            _ if id < first + sectors => id as u32 + 1,
            _ => FREE,
        };
        put(&mut file, SECTOR + id * 4, &next.to_le_bytes());
    }
    let directory = (1 + tables) * SECTOR;
    for (index, (name, kind, start, size)) in
        [("Root Entry", ROOT, first as u32, 0), (name, STREAM, first as u32, size)].into_iter().enumerate()
    {
        let at = directory + index * 128;
        for (place, unit) in name.encode_utf16().take(31).enumerate() {
            put(&mut file, at + place * 2, &unit.to_le_bytes());
        }
        put(&mut file, at + 64, &((name.encode_utf16().take(31).count() as u16 + 1) * 2).to_le_bytes());
        file[at + 66] = kind;
        for link in [68, 72, 76] {
            let child = if link == 76 && kind == ROOT { 1 } else { FREE };
            put(&mut file, at + link, &child.to_le_bytes());
        }
        put(&mut file, at + 116, &start.to_le_bytes());
        put(&mut file, at + 120, &(size as u64).to_le_bytes());
    }
    let start = (1 + first) * SECTOR;
    file[start..start + stream.len()].copy_from_slice(stream);
    file
}

fn put(file: &mut [u8], at: usize, bytes: &[u8]) {
    file[at..at + bytes.len()].copy_from_slice(bytes);
}

fn whole(mut bytes: Vec<u8>, size: u64) -> Result<Vec<u8>, &'static str> {
    if (bytes.len() as u64) < size {
        return Err("stream cut short");
    }
    bytes.truncate(size as usize);
    Ok(bytes)
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

fn u32s(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).map(|four| u32_at(four, 0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_stream_is_found_again() {
        for length in [1, 4096, 4097, 5_000_000] {
            let stream: Vec<u8> = (0..length).map(|byte| (byte % 251) as u8).collect();
            let file = pack("Workbook", &stream);
            let found = Compound::open(&file).unwrap().stream("WORKBOOK").unwrap().unwrap();
            assert_eq!(found[..length], stream[..]);
            assert_eq!(found.len(), length.max(4096));
        }
    }

    #[test]
    fn loops_and_sectors_beyond_the_end_are_errors() {
        let mut file = pack("Workbook", &[7; 20_000]);
        assert!(!Compound::open(&file).unwrap().holds("EncryptedPackage"));
        let size_at = 2 * 4096 + 128 + 120;
        put(&mut file, size_at, &28_000u64.to_le_bytes());
        assert_eq!(Compound::open(&file).unwrap().stream("Workbook").unwrap(), Err("stream cut short"));
        put(&mut file, size_at, &u64::MAX.to_le_bytes());
        assert_eq!(Compound::open(&file).unwrap().stream("Workbook").unwrap(), Err("stream size"));
        // The directory leads to itself.
        put(&mut file, 4096 + 4, &1u32.to_le_bytes());
        assert_eq!(Compound::open(&file).err(), Some("endless chain"));
        assert_eq!(Compound::open(&file[..3000]).err(), Some("sector beyond the end"));
    }
}
