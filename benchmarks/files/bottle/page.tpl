% rebase("layout.tpl", title=title)
<h1>{{title}}</h1>
<ul>
% for number, row in enumerate(rows, 1):
  <li>{{number}}: {{row}}</li>
% end
</ul>
