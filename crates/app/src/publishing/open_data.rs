//! Open data of an edition (オープンデータ): files and single items for everybody.

reform::declare_kinds! {}
