;; What a tool that makes components would put around a module: the contract's types, what the host
;; offers, and what the module exports. The attacks differ in the module alone, which the test puts
;; in its place, together with `prelude.wat`.
(component
  ;; What the host offers, as far as the attacks need it.
  (import "jackfield:connector/faults@0.1.0" (instance $faults
    (type $delivery' (enum "not-sent" "answered" "outcome-unknown"))
    (export "delivery" (type $delivery (eq $delivery')))
    (type $text (option string))
    (type $status (option u16))
    (type $time (option u64))
    (type $fault (record
      (field "kind" string) (field "message" string) (field "code" $text)
      (field "status" $status) (field "retry-after-ms" $time) (field "hint" $text)
      (field "delivery" $delivery)))
    (export "fault" (type (eq $fault)))))
  (alias export $faults "delivery" (type $delivery))
  (alias export $faults "fault" (type $fault))
  (import "jackfield:connector/blobs@0.1.0" (instance $blobs
    (export "blob" (type $blob (sub resource)))
    (export "[method]blob.size" (func (param "self" (borrow $blob)) (result u64)))))
  (alias export $blobs "blob" (type $blob))
  (import "jackfield:connector/messages@0.1.0" (instance $messages
    (type $target' (variant (case "path" (list string)) (case "url" string)))
    (export "target" (type $target (eq $target')))
    (alias outer 1 $blob (type $blob'))
    (export "blob" (type $blob (eq $blob')))
    (type $content' (variant (case "bytes" (list u8)) (case "blob" (borrow $blob))))
    (export "part-content" (type $content (eq $content')))
    (type $part' (record
      (field "name" string) (field "file-name" (option string))
      (field "media-type" (option string)) (field "content" $content)))
    (export "part" (type $part (eq $part')))
    (type $pairs (list (tuple string string)))
    (type $body' (variant
      (case "none") (case "bytes" (list u8)) (case "json" string) (case "form" $pairs)
      (case "multipart" (list $part)) (case "blob" (borrow $blob))))
    (export "body" (type $body (eq $body')))
    (type $form' (enum "inline" "blob"))
    (export "answer-form" (type $form (eq $form')))
    (type $request (record
      (field "method" string) (field "target" $target) (field "query" $pairs)
      (field "headers" $pairs) (field "body" $body) (field "timeout-ms" (option u32))
      (field "repeatable" bool) (field "answer" $form)))
    (export "request" (type (eq $request)))
    (type $answer' (variant (case "inline" (list u8)) (case "blob" (own $blob))))
    (export "response-body" (type $answer (eq $answer')))
    (type $response (record
      (field "status" u16) (field "headers" $pairs) (field "body" $answer)))
    (export "response" (type (eq $response)))))
  (alias export $messages "request" (type $request))
  (alias export $messages "response" (type $response))
  (import "jackfield:connector/credentials@0.1.0" (instance $credentials
    (export "credential" (type $credential (sub resource)))
    (export "[method]credential.base-url"
      (func (param "self" (borrow $credential)) (result string)))
    (export "[method]credential.access-token"
      (func (param "self" (borrow $credential)) (result string)))))
  (alias export $credentials "credential" (type $credential))
  (import "jackfield:connector/open-web@0.1.0" (instance $open_web
    (alias outer 1 $request (type $request'))
    (export "request" (type $request (eq $request')))
    (alias outer 1 $response (type $response'))
    (export "response" (type $response (eq $response')))
    (alias outer 1 $fault (type $fault'))
    (export "fault" (type $fault (eq $fault')))
    (export "send"
      (func (param "request" $request) (result (result $response (error $fault)))))))
  (import "jackfield:connector/log@0.1.0" (instance $log
    (type $level' (enum "debug" "info" "warn" "error"))
    (export "level" (type $level (eq $level')))
    (export "write" (func (param "level" $level) (param "message" string)))))

  ;; The memory stands apart, so that what is lowered into it is there before the module is.
  (core module $libc
    (memory (export "memory") 2)
    ;; Room for what the host hands over, from 98304 on. It is never given back.
    (global $next (mut i32) (i32.const 98304))
    (func (export "realloc")
      (param i32 i32) (param $alignment i32) (param $size i32) (result i32)
      (local $at i32)
      (local.set $at
        (i32.and
          (i32.add (global.get $next) (i32.sub (local.get $alignment) (i32.const 1)))
          (i32.sub (i32.const 0) (local.get $alignment))))
      (global.set $next (i32.add (local.get $at) (local.get $size)))
      (local.get $at)))
  (core instance $libc (instantiate $libc))
  (alias core export $libc "memory" (core memory $memory))
  (alias core export $libc "realloc" (core func $realloc))

  (core func $size (canon lower (func $blobs "[method]blob.size")))
  (core func $base_url (canon lower (func $credentials "[method]credential.base-url")
    (memory $memory) (realloc $realloc)))
  (core func $access_token (canon lower (func $credentials "[method]credential.access-token")
    (memory $memory) (realloc $realloc)))
  (core func $drop (canon resource.drop $credential))
  (core func $send (canon lower (func $open_web "send") (memory $memory) (realloc $realloc)))
  (core func $write (canon lower (func $log "write") (memory $memory)))

  (core module $main
    (import "libc" "memory" (memory $memory 2))
    ATTACK
    PRELUDE)
  (core instance $main (instantiate $main
    (with "libc" (instance $libc))
    (with "jackfield:connector/blobs@0.1.0" (instance
      (export "[method]blob.size" (func $size))))
    (with "jackfield:connector/credentials@0.1.0" (instance
      (export "[method]credential.base-url" (func $base_url))
      (export "[method]credential.access-token" (func $access_token))
      (export "[resource-drop]credential" (func $drop))))
    (with "jackfield:connector/open-web@0.1.0" (instance (export "send" (func $send))))
    (with "jackfield:connector/log@0.1.0" (instance (export "write" (func $write))))))

  ;; What a connector offers. The types get their names in a component of their own: what is
  ;; exported may refer to nothing that has none.
  (type $binary (list (tuple string (own $blob))))
  (type $call (record
    (field "operation" string) (field "type-version" (option f64)) (field "parameters" string)
    (field "credentials" (list (tuple string (own $credential)))) (field "binary" $binary)
    (field "state" (option string))))
  (type $item (record (field "json" string) (field "binary" $binary) (field "sources" (list u32))))
  (type $next (record (field "after-ms" u64) (field "state" string)))
  (type $outcome (record (field "items" (list $item)) (field "next" (option $next))))
  (func $describe (result string)
    (canon lift (core func $main "describe") (memory $memory)))
  (func $check (param "credential" (borrow $credential)) (result (result string (error $fault)))
    (canon lift (core func $main "check") (memory $memory)))
  (func $execute (param "call" $call) (result (result $outcome (error $fault)))
    (canon lift (core func $main "execute") (memory $memory) (realloc $realloc)))
  (component $named
    (type $delivery' (enum "not-sent" "answered" "outcome-unknown"))
    (import "import-delivery" (type $delivery (eq $delivery')))
    (type $fault' (record
      (field "kind" string) (field "message" string) (field "code" (option string))
      (field "status" (option u16)) (field "retry-after-ms" (option u64))
      (field "hint" (option string)) (field "delivery" $delivery)))
    (import "import-fault" (type $fault (eq $fault')))
    (import "import-blob" (type $blob (sub resource)))
    (import "import-credential" (type $credential (sub resource)))
    (type $binary (list (tuple string (own $blob))))
    (type $call' (record
      (field "operation" string) (field "type-version" (option f64)) (field "parameters" string)
      (field "credentials" (list (tuple string (own $credential)))) (field "binary" $binary)
      (field "state" (option string))))
    (import "import-call" (type $call (eq $call')))
    (type $item' (record
      (field "json" string) (field "binary" $binary) (field "sources" (list u32))))
    (import "import-item" (type $item (eq $item')))
    (type $next' (record (field "after-ms" u64) (field "state" string)))
    (import "import-next" (type $next (eq $next')))
    (type $outcome' (record (field "items" (list $item)) (field "next" (option $next))))
    (import "import-outcome" (type $outcome (eq $outcome')))
    (import "import-describe" (func $describe (result string)))
    (import "import-check" (func $check
      (param "credential" (borrow $credential)) (result (result string (error $fault)))))
    (import "import-execute" (func $execute
      (param "call" $call) (result (result $outcome (error $fault)))))
    (export $fault_ "fault" (type $fault))
    (export $blob_ "blob" (type $blob))
    (export $credential_ "credential" (type $credential))
    (type $binary_ (list (tuple string (own $blob_))))
    (type $call_' (record
      (field "operation" string) (field "type-version" (option f64)) (field "parameters" string)
      (field "credentials" (list (tuple string (own $credential_)))) (field "binary" $binary_)
      (field "state" (option string))))
    (export $call_ "call" (type $call_'))
    (type $item_' (record
      (field "json" string) (field "binary" $binary_) (field "sources" (list u32))))
    (export $item_ "item" (type $item_'))
    (type $next_' (record (field "after-ms" u64) (field "state" string)))
    (export $next_ "next" (type $next_'))
    (type $outcome_' (record (field "items" (list $item_)) (field "next" (option $next_))))
    (export $outcome_ "outcome" (type $outcome_'))
    (export "describe" (func $describe) (func (result string)))
    (export "check" (func $check) (func
      (param "credential" (borrow $credential_)) (result (result string (error $fault_)))))
    (export "execute" (func $execute) (func
      (param "call" $call_) (result (result $outcome_ (error $fault_))))))
  (instance $operations (instantiate $named
    (with "import-delivery" (type $delivery))
    (with "import-fault" (type $fault))
    (with "import-blob" (type $blob))
    (with "import-credential" (type $credential))
    (with "import-call" (type $call))
    (with "import-item" (type $item))
    (with "import-next" (type $next))
    (with "import-outcome" (type $outcome))
    (with "import-describe" (func $describe))
    (with "import-check" (func $check))
    (with "import-execute" (func $execute))))
  (export "jackfield:connector/operations@0.1.0" (instance $operations)))
