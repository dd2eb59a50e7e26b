;; Never gets to its beginning.
(func $start (loop $again (br $again)))
(start $start)
(func $attack (param i32) (result i32) (call $honest))
