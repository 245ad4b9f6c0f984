//! Open data (オープンデータ): an edition as CSV, JSON, Fiscal Data Package and DCAT entry.

reform::declare_kinds! {}
