<!doctype html>
<title>{{title}}</title>
<main>
{{!base}}
</main>
