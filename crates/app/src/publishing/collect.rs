//! Collecting an edition (版の取りまとめ): what may be published of what stands now, field by field.

reform::declare_kinds! {}
