;; Finds the lines of a log that hold one of up to some hundred literals, or that do not begin as the log's lines do.
;; Fingerprints of four bytes, looked up nibble by nibble for sixteen places at once, in eight buckets of literals (the "Teddy" method).
;; For many literals at a time, which fill such buckets up, there is a second search that hashes the first four bytes of every word that
;; begins with a digit or a letter up to f, as numbers and tokens do. Where the names are few, their nibbles pass most words over.
;; Memory: 0 nibble tables (low and high for each of the four bytes), 128 mask and 144 value of the line shape, 160 scratch,
;; 176 whether lines begin with the hour, 180 the last hour, 184 how many lines were looked at, 188 whether the nibble tables hold for the second search, 256 first and last entry of each bucket (8, or 256 in the second search),
;; 4096 entries: literal, its length (2 bytes), where in it the fingerprint stands (2 bytes), nothing, the fingerprint,
;; 57344 a bit for each hash of 16 bits that a name has (second search).
(module
  (memory (export "memory") 1)

  ;; 1 when one of the literals among the entries stands around the fingerprint at $at.
  (func $verify (param $at i32) (param $entry i32) (param $end i32) (result i32)
    (local $start i32) (local $literal i32) (local $left i32) (local $print i32)
    (local.set $print (i32.load (local.get $at)))
    (loop $nextEntry
      (if (i32.ge_u (local.get $entry) (local.get $end)) (then (return (i32.const 0))))
      (block $other
        (br_if $other (i32.ne (i32.load offset=12 (local.get $entry)) (local.get $print)))
        (local.set $literal (i32.load (local.get $entry)))
        (local.set $left (i32.load16_u offset=4 (local.get $entry)))
        (local.set $start (i32.sub (local.get $at) (i32.load16_u offset=6 (local.get $entry))))
        (loop $nextByte
          (br_if $other (i32.ne (i32.load8_u (local.get $literal)) (i32.load8_u (local.get $start))))
          (local.set $literal (i32.add (local.get $literal) (i32.const 1)))
          (local.set $start (i32.add (local.get $start) (i32.const 1)))
          (local.set $left (i32.sub (local.get $left) (i32.const 1)))
          (br_if $nextByte (local.get $left)))
        (return (i32.const 1)))
      (local.set $entry (i32.add (local.get $entry) (i32.const 16)))
      (br $nextEntry))
    (unreachable))

  ;; The same for all buckets whose fingerprints may stand there.
  (func $verifyBuckets (param $at i32) (param $buckets i32) (result i32)
    (local $found i32) (local $bucket i32)
    (loop $next
      (if (i32.eqz (local.get $buckets)) (then (return (local.get $found))))
      (local.set $bucket (i32.shl (i32.ctz (local.get $buckets)) (i32.const 3)))
      (local.set $buckets (i32.and (local.get $buckets) (i32.sub (local.get $buckets) (i32.const 1))))
      (local.set $found (i32.or (local.get $found)
        (call $verify (local.get $at) (i32.load offset=256 (local.get $bucket)) (i32.load offset=260 (local.get $bucket)))))
      (br $next))
    (unreachable))

  ;; Digits, and the first $letters letters of the alphabet.
  (func $isAlphanumeric (param $a v128) (param $letters v128) (result v128)
    (v128.or
      (i8x16.lt_u (i8x16.sub (local.get $a) (v128.const i8x16 48 48 48 48 48 48 48 48 48 48 48 48 48 48 48 48))
        (v128.const i8x16 10 10 10 10 10 10 10 10 10 10 10 10 10 10 10 10))
      (i8x16.lt_u
        (i8x16.sub (v128.or (local.get $a) (v128.const i8x16 32 32 32 32 32 32 32 32 32 32 32 32 32 32 32 32))
          (v128.const i8x16 97 97 97 97 97 97 97 97 97 97 97 97 97 97 97 97))
        (local.get $letters))))

  ;; 2 when the line does not begin as it should; 4 when its hour is half a day or more behind the line before.
  (func $shape (param $start i32) (param $mask v128) (param $value v128) (result i32)
    (local $hour i32) (local $last i32)
    (if (i32.eqz (i8x16.all_true (i8x16.eq (v128.and (v128.load (local.get $start)) (local.get $mask)) (local.get $value))))
      (then (return (i32.const 2))))
    (if (i32.eqz (i32.load (i32.const 176))) (then (return (i32.const 0))))
    (local.set $hour (i32.sub (i32.add (i32.mul (i32.load8_u (local.get $start)) (i32.const 10)) (i32.load8_u offset=1 (local.get $start))) (i32.const 528)))
    (local.set $last (i32.load (i32.const 180)))
    (i32.store (i32.const 180) (local.get $hour))
    (select (i32.const 4) (i32.const 0) (i32.le_s (i32.add (local.get $hour) (i32.const 12)) (local.get $last))))

  ;; Looks at whole lines from $from up to $to (just behind a line feed). Writes (start, end, number, flags) of every line that holds a literal
  ;; (flag 1), has not the shape that lines should have (2) or begins a day (4); gives the number of entries. Lines are counted from 0.
  (func (export "scan") (param $from i32) (param $to i32) (param $out i32) (result i32)
    (local $p i32) (local $out0 i32) (local $line i32) (local $start i32) (local $bits i32)
    (local $nl i32) (local $hit i32) (local $either i32) (local $bit i32) (local $at i32)
    (local $a v128) (local $b v128) (local $c v128) (local $r v128)
    (local $l0 v128) (local $h0 v128) (local $l1 v128) (local $h1 v128) (local $l2 v128) (local $h2 v128) (local $l3 v128) (local $h3 v128) (local $d v128)
    (local $low v128) (local $feed v128) (local $mask v128) (local $value v128)
    (local.set $out0 (local.get $out))
    (local.set $l0 (v128.load offset=0 (i32.const 0)))
    (local.set $h0 (v128.load offset=16 (i32.const 0)))
    (local.set $l1 (v128.load offset=32 (i32.const 0)))
    (local.set $h1 (v128.load offset=48 (i32.const 0)))
    (local.set $l2 (v128.load offset=64 (i32.const 0)))
    (local.set $h2 (v128.load offset=80 (i32.const 0)))
    (local.set $l3 (v128.load offset=96 (i32.const 0)))
    (local.set $h3 (v128.load offset=112 (i32.const 0)))
    (local.set $mask (v128.load offset=128 (i32.const 0)))
    (local.set $value (v128.load offset=144 (i32.const 0)))
    (local.set $low (v128.const i8x16 15 15 15 15 15 15 15 15 15 15 15 15 15 15 15 15))
    (local.set $feed (v128.const i8x16 10 10 10 10 10 10 10 10 10 10 10 10 10 10 10 10))
    (local.set $p (local.get $from))
    (local.set $start (local.get $from))
    (local.set $bits (call $shape (local.get $from) (local.get $mask) (local.get $value)))
    (loop $block
      (if (i32.ge_u (local.get $p) (local.get $to)) (then
        (i32.store (i32.const 184) (local.get $line))
        (return (i32.shr_u (i32.sub (local.get $out) (local.get $out0)) (i32.const 4)))))
      (local.set $a (v128.load (local.get $p)))
      (local.set $b (v128.load offset=1 (local.get $p)))
      (local.set $c (v128.load offset=2 (local.get $p)))
      (local.set $d (v128.load offset=3 (local.get $p)))
      (local.set $r
        (v128.and
          (v128.and
            (v128.and (i8x16.relaxed_swizzle (local.get $l0) (v128.and (local.get $a) (local.get $low))) (i8x16.relaxed_swizzle (local.get $h0) (i8x16.shr_u (local.get $a) (i32.const 4))))
            (v128.and (i8x16.relaxed_swizzle (local.get $l1) (v128.and (local.get $b) (local.get $low))) (i8x16.relaxed_swizzle (local.get $h1) (i8x16.shr_u (local.get $b) (i32.const 4)))))
          (v128.and
            (v128.and (i8x16.relaxed_swizzle (local.get $l2) (v128.and (local.get $c) (local.get $low))) (i8x16.relaxed_swizzle (local.get $h2) (i8x16.shr_u (local.get $c) (i32.const 4))))
            (v128.and (i8x16.relaxed_swizzle (local.get $l3) (v128.and (local.get $d) (local.get $low))) (i8x16.relaxed_swizzle (local.get $h3) (i8x16.shr_u (local.get $d) (i32.const 4)))))))
      (local.set $b (i8x16.eq (local.get $a) (local.get $feed)))
      (if (i32.eqz (v128.any_true (v128.or (local.get $r) (local.get $b))))
        (then
          (local.set $p (i32.add (local.get $p) (i32.const 16)))
          (br $block)))
      (local.set $nl (i8x16.bitmask (local.get $b)))
      (local.set $hit (i32.const 0))
      (if (v128.any_true (local.get $r))
        (then
          (v128.store offset=160 (i32.const 0) (local.get $r))
          (local.set $hit (i32.xor (i32.const 0xffff) (i8x16.bitmask (i8x16.eq (local.get $r) (v128.const i64x2 0 0)))))))
      (local.set $either (i32.or (local.get $nl) (local.get $hit)))
      (block $done
        (loop $nextBit
          (br_if $done (i32.eqz (local.get $either)))
          (local.set $bit (i32.ctz (local.get $either)))
          (local.set $either (i32.and (local.get $either) (i32.sub (local.get $either) (i32.const 1))))
          (local.set $at (i32.add (local.get $p) (local.get $bit)))
          (if (i32.and (i32.shr_u (local.get $nl) (local.get $bit)) (i32.const 1))
            (then
              (br_if $done (i32.ge_u (local.get $at) (local.get $to)))
              (if (select (local.get $bits) (i32.const 0) (i32.ne (local.get $at) (local.get $start)))
                (then
                  (i32.store (local.get $out) (local.get $start))
                  (i32.store offset=4 (local.get $out) (local.get $at))
                  (i32.store offset=8 (local.get $out) (local.get $line))
                  (i32.store offset=12 (local.get $out) (local.get $bits))
                  (local.set $out (i32.add (local.get $out) (i32.const 16)))))
              (local.set $line (i32.add (local.get $line) (i32.const 1)))
              (local.set $start (i32.add (local.get $at) (i32.const 1)))
              (local.set $bits (call $shape (local.get $start) (local.get $mask) (local.get $value))))
            (else
              (local.set $bits (i32.or (local.get $bits)
                (call $verifyBuckets (local.get $at) (i32.load8_u offset=160 (local.get $bit)))))))
          (br $nextBit)))
      (local.set $p (i32.add (local.get $p) (i32.const 16)))
      (br $block))
    (unreachable))

  ;; Looks for literals that begin a word, whatever their number, in whole lines; entries as `scan` writes them.
  (func (export "names") (param $from i32) (param $to i32) (param $out i32) (result i32)
    (local $p i32) (local $out0 i32) (local $line i32) (local $start i32) (local $bits i32)
    (local $nl i32) (local $either i32) (local $bit i32) (local $at i32) (local $a v128) (local $hash i32) (local $bucket i32)
    (local $words v128) (local $sift i32) (local $b v128) (local $c v128) (local $d v128) (local $low v128)
    (local.set $low (v128.const i8x16 15 15 15 15 15 15 15 15 15 15 15 15 15 15 15 15))
    (local.set $sift (i32.load (i32.const 188)))
    (local.set $out0 (local.get $out))
    (local.set $p (local.get $from))
    (local.set $start (local.get $from))
    (loop $block
      (if (i32.ge_u (local.get $p) (local.get $to)) (then (return (i32.shr_u (i32.sub (local.get $out) (local.get $out0)) (i32.const 4)))))
      (local.set $a (v128.load (local.get $p)))
      (local.set $nl (i8x16.bitmask (i8x16.eq (local.get $a) (v128.const i8x16 10 10 10 10 10 10 10 10 10 10 10 10 10 10 10 10))))
      (if (local.get $sift)
        (then
          (local.set $b (v128.load offset=1 (local.get $p)))
          (local.set $c (v128.load offset=2 (local.get $p)))
          (local.set $d (v128.load offset=3 (local.get $p)))
          (local.set $words
            (v128.and
              (v128.and
                (v128.and (i8x16.relaxed_swizzle (v128.load offset=0 (i32.const 0)) (v128.and (local.get $a) (local.get $low))) (i8x16.relaxed_swizzle (v128.load offset=16 (i32.const 0)) (i8x16.shr_u (local.get $a) (i32.const 4))))
                (v128.and (i8x16.relaxed_swizzle (v128.load offset=32 (i32.const 0)) (v128.and (local.get $b) (local.get $low))) (i8x16.relaxed_swizzle (v128.load offset=48 (i32.const 0)) (i8x16.shr_u (local.get $b) (i32.const 4)))))
              (v128.and
                (v128.and (i8x16.relaxed_swizzle (v128.load offset=64 (i32.const 0)) (v128.and (local.get $c) (local.get $low))) (i8x16.relaxed_swizzle (v128.load offset=80 (i32.const 0)) (i8x16.shr_u (local.get $c) (i32.const 4))))
                (v128.and (i8x16.relaxed_swizzle (v128.load offset=96 (i32.const 0)) (v128.and (local.get $d) (local.get $low))) (i8x16.relaxed_swizzle (v128.load offset=112 (i32.const 0)) (i8x16.shr_u (local.get $d) (i32.const 4)))))))
          (local.set $either (local.get $nl))
          (if (v128.any_true (local.get $words))
            (then
              (local.set $either (i32.or (local.get $nl)
                (i8x16.bitmask (v128.andnot (i8x16.ne (local.get $words) (v128.const i64x2 0 0))
                  (call $isAlphanumeric (v128.load (i32.sub (local.get $p) (i32.const 1))) (v128.const i8x16 26 26 26 26 26 26 26 26 26 26 26 26 26 26 26 26)))))))))
        (else
          (local.set $either (i32.or (local.get $nl)
            (i8x16.bitmask (v128.andnot (call $isAlphanumeric (local.get $a) (v128.const i8x16 6 6 6 6 6 6 6 6 6 6 6 6 6 6 6 6))
              (call $isAlphanumeric (v128.load (i32.sub (local.get $p) (i32.const 1))) (v128.const i8x16 26 26 26 26 26 26 26 26 26 26 26 26 26 26 26 26))))))))
      (block $done
        (loop $nextBit
          (br_if $done (i32.eqz (local.get $either)))
          (local.set $bit (i32.ctz (local.get $either)))
          (local.set $either (i32.and (local.get $either) (i32.sub (local.get $either) (i32.const 1))))
          (local.set $at (i32.add (local.get $p) (local.get $bit)))
          (if (i32.and (i32.shr_u (local.get $nl) (local.get $bit)) (i32.const 1))
            (then
              (br_if $done (i32.ge_u (local.get $at) (local.get $to)))
              (if (local.get $bits)
                (then
                  (i32.store (local.get $out) (local.get $start))
                  (i32.store offset=4 (local.get $out) (local.get $at))
                  (i32.store offset=8 (local.get $out) (local.get $line))
                  (i32.store offset=12 (local.get $out) (local.get $bits))
                  (local.set $out (i32.add (local.get $out) (i32.const 16)))))
              (local.set $line (i32.add (local.get $line) (i32.const 1)))
              (local.set $start (i32.add (local.get $at) (i32.const 1)))
              (local.set $bits (i32.const 0)))
            (else
              (local.set $hash (i32.mul (i32.load (local.get $at)) (i32.const 0x9e3779b1)))
              (if (i32.and (i32.shr_u (i32.load8_u offset=57344 (i32.shr_u (local.get $hash) (i32.const 19))) (i32.and (i32.shr_u (local.get $hash) (i32.const 16)) (i32.const 7))) (i32.const 1))
                (then
                  (local.set $bucket (i32.shl (i32.shr_u (local.get $hash) (i32.const 24)) (i32.const 3)))
                  (local.set $bits (i32.or (local.get $bits)
                    (call $verify (local.get $at) (i32.load offset=256 (local.get $bucket)) (i32.load offset=260 (local.get $bucket)))))))))
          (br $nextBit)))
      (local.set $p (i32.add (local.get $p) (i32.const 16)))
      (br $block))
    (unreachable))
)
