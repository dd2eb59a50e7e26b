;; Gives a fault about whose delivery it says what cannot be said.
(data (i32.const 66000) "\01")
(data (i32.const 66068) "\63")
(func $attack (param i32) (result i32) (i32.const 66000))
