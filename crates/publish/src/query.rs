//! Query (数値の求め方): the one way in which a document or a page asks an edition for a figure.

reform::declare_kinds! {}
