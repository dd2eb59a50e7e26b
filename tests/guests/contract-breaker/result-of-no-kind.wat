;; Gives a result that is neither an outcome nor a fault.
(data (i32.const 66000) "\07")
(func $attack (param i32) (result i32) (i32.const 66000))
