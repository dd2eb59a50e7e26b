;; Says that its result lies beyond its memory.
(func $attack (param i32) (result i32) (i32.const 0x7ffffff8))
