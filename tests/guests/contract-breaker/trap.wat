;; Executes what cannot be executed.
(func $attack (param i32) (result i32) unreachable)
