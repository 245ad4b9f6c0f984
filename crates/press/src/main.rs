//! Press (印刷): the worker that sets type. A document as JSON on its standard input, a tagged PDF on its standard output.

fn main() {}
