//! The folder of the public site (公表サイトのフォルダー): written whole or not at all.

reform::declare_kinds! {}
