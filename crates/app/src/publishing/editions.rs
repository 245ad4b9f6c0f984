//! Editions (公表版): prepared by one person, approved by another, never changed.

reform::declare_kinds! {}
