//! Tasks (取組) as they are stored.
