//! Flows from sources to uses (財源の流れ図).
