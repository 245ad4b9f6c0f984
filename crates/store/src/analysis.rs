//! Management analyses (経営分析) as they are stored.
