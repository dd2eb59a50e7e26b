;; Fails before it begins.
(func $start unreachable)
(start $start)
(func $attack (param i32) (result i32) (call $honest))
