//! Clusters (事業クラスター) as they are stored.
