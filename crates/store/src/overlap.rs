//! Overlaps (重複の可能性) as they are stored.
