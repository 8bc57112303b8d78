// The .rsp language. Property, operator and target names are plain names here, so that a model may use them for its
// weights and values; the checker knows which of them mean something.
grammar Rsp;

file : version item* EOF ;

version : 'rsp' NUMBER ';' ;

item : imported | function | model | policy | target | unknown ;

imported : 'import' STRING ';' ;

// The last statement gives what a call of the function stands for.
function : 'fn' ID '(' (formal (',' formal)*)? ')' '{' statement* result '}' ;
formal : ID ('=' expression)? ;
result : 'return' expression (',' expression)* ';' ;

// What the checker must name as unsupported or misspelt: a word that starts no known construct, up to its end.
unknown : ID unknownWord* (';' | skipped) ;
unknownWord : ~(';' | '{' | '}' | UNTERMINATED_STRING | UNTERMINATED_COMMENT) ;
skipped : '{' (~('{' | '}' | UNTERMINATED_STRING | UNTERMINATED_COMMENT) | skipped)* '}' ;

model : 'model' ID (signature '{' modelPart* '}' | 'from' origin ';') ;
origin : STRING | ID '(' STRING ')' ;
signature : fields '->' fields ;
fields : '(' (field (',' field)*)? ')' ;
field : ID ':' ID shape ;
shape : '[' (expression (',' expression)*)? ']' ;

modelPart : fits | requirement | dims | parameters | weights | graph | unknown ;
// The names of config.json, model_type or an architecture, that the model stands for.
fits : 'fits' STRING (',' STRING)* ';' ;
requirement : 'require' expression ',' STRING ';' ;
dims : 'dim' ID (',' ID)* ';' ;
parameters : 'param' parameter (',' parameter)* ';' ;
parameter : ID '=' expression ;

weights : 'weights' 'from' ID '(' STRING ')' '{' binding* '}' ;
binding : (family '.')* leaves '=' tensor (':' shape)? ('if' expression)? ('else' 'tied' ID)? ';' ;
tensor : 'transposed'? STRING ('else' STRING)* ('[' expression '..' expression ']')? ;
family : ID '[' ID ']' ;
leaves : ID | '{' leaf (',' leaf)* '}' ;
leaf : ID ('=' ID)? ;

graph : 'graph' '{' statement* '}' ;
statement : assignment | repeat ;
assignment : ID (',' ID)* '=' expression ';' ;
repeat : 'repeat' ID 'in' expression '..' expression ('as' family)? '{' statement* '}' ;

// From the loosest to the tightest: what stands in for a value that config.json lacks, a choice, logic, comparison,
// arithmetic.
expression : choice ('else' expression)? ;
choice : disjunction ('?' expression ':' expression)? ;
disjunction : conjunction ('or' conjunction)* ;
conjunction : inversion ('and' inversion)* ;
inversion : 'not' inversion | relation ;
relation : sum (relationOperator sum)? ;
relationOperator : '==' | '!=' | '<' | '<=' | '>' | '>=' ;
sum : term (sumOperator term)* ;
sumOperator : '+' | '-' ;
term : factor (productOperator factor)* ;
productOperator : '*' | '/' ;
factor : '-' factor | call | ID | NUMBER | STRING | 'true' | 'false' | '(' expression ')' ;
call : ID '(' (argument (',' argument)*)? ')' annotation* ;
argument : (ID '=')? (expression | sequence) ;
sequence : '[' expression (',' expression)* ']' ;
annotation : '@' ID ;

policy : 'policy' ID ('for' ID)? ('extends' parent)? '{' policyPart* '}' ;
parent : ID ;
policyPart : defaults | selection | calibration | tuning | assertion | whole ;
// A property of the policy as a whole, or what the checker must name; a loop over both keeps the message for a
// missing ';' short.
whole : ID (propertyValue | unknownWord)* (';' | skipped) ;
defaults : 'default' properties ;
selection : 'select' selector properties ;
selector : (criterion ('in' path)? | path) ('where' expression)? ;
criterion : ID '(' (ID | STRING) ')' ;
path : segment ('.' segment)* ;
segment : (ID | '*' | '{' ID (',' ID)* '}') ('[' index ']')? ;
index : '*' | expression ('..' expression)? ;

calibration : 'calibrate' 'from' STRING clause* ';' ;
tuning : 'tune' selector '{' clauses* '}' ;
clauses : clause (','? clause)* ';' ;
// At most two words, so that one clause may follow another without a mark between them.
clause : ID ID? (number | 'in' domain)? ;
domain : range | '{' propertyValue (',' propertyValue)* '}' ;
range : number '..' number ;

assertion : 'assert' condition (',' condition)* ';' ;
condition : ID ID? (comparison sum '%'? | 'in' range) ;
comparison : '==' | '<=' | '>=' ;

target : 'target' ID properties ;
properties : '{' property* '}' ;
property : propertyName propertyValue* ';' ;
propertyName : ID | 'policy' | 'weights' | 'model' ;
propertyValue : number | ID | STRING ;
number : '-'? NUMBER '%'? ;

ID : [A-Za-z_] [A-Za-z0-9_]* ;
NUMBER : [0-9]+ ('.' [0-9]+)? ([eE] [+-]? [0-9]+)? ;
STRING : '"' ~["\r\n]* '"' ;

BLANK : [ \t\r\n\uFEFF]+ -> skip ;
LINE_COMMENT : '//' ~[\r\n]* -> skip ;
BLOCK_COMMENT : '/*' .*? '*/' -> skip ;

// Kept as tokens so that the parser can report them where they stand; BLOCK_COMMENT wins by length when it is closed.
UNTERMINATED_COMMENT : '/*' (~'*' | '*'+ ~[*/])* '*'* ;
UNTERMINATED_STRING : '"' ~["\r\n]* ;
OTHER : . ;
