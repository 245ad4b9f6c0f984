//! CSV (UTF-8 with BOM, CRLF), written row by row so that a million rows need no memory.

use std::io::Write;

use crate::ExportError;
use crate::table::Cell;
use crate::text::neutralise;

/// A CSV file being written.
pub(crate) struct Writer<W: Write> {
    inner: ::csv::Writer<W>,
}

impl<W: Write> Writer<W> {
    /// Writes the byte order mark, by which Excel knows UTF-8, and the header row.
    pub(crate) fn start(mut out: W, header: &[impl AsRef<str>]) -> Result<Writer<W>, ExportError> {
        out.write_all("\u{feff}".as_bytes())?;
        let mut inner = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(out);
        inner.write_record(header.iter().map(|name| neutralise(name.as_ref())))?;
        Ok(Writer { inner })
    }

    /// Writes one row.
    pub(crate) fn row(&mut self, cells: &[Cell]) -> Result<(), ExportError> {
        for cell in cells {
            match cell {
                Cell::Empty => self.inner.write_field("")?,
                Cell::Text(text) => self.inner.write_field(neutralise(text))?,
                Cell::Money(yen) => self.inner.write_field(yen.0.to_string())?,
                Cell::Number(quantity) => self.inner.write_field(quantity.to_string())?,
            }
        }
        self.inner.write_record(None::<&[u8]>)?;
        Ok(())
    }

    /// Hands the last bytes over.
    pub(crate) fn finish(mut self) -> Result<(), ExportError> {
        self.inner.flush()?;
        Ok(())
    }
}
