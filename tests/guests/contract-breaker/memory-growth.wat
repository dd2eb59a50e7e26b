;; Wants all of its address space at once.
(func $attack (param i32) (result i32)
  (if (i32.eq (memory.grow (i32.const 65000)) (i32.const -1)) (then unreachable))
  (call $honest))
