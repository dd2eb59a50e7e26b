;; Is born with a table that is too large.
(table 10000000 funcref)
(func $attack (param i32) (result i32) (call $honest))
