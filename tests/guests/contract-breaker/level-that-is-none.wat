;; Says something at a level that there is not.
(import "jackfield:connector/log@0.1.0" "write" (func $write (param i32 i32 i32)))
(func $attack (param i32) (result i32)
  (call $write (i32.const 99) (i32.const 65600) (i32.const 14))
  (call $honest))
