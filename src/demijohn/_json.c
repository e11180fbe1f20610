/* Reads the JSON text that most clients send.

Whatever is unusual is left to the standard library, and so is whatever is no JSON, since it says best what is wrong:
escapes, numbers of many digits, deep nesting, characters that are not UTF-8, anything that is neither object nor array.
What is read here is what the standard library would read.

A text ends with a null byte, which no value begins, goes on or ends with: nobody needs to look for the end.
*/

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#define DEEPEST 30
#define DIGITS 18 /* as many fit into 64 bits */
#define LONGEST 60

typedef struct {
    const char *at;
    int depth;
} Reader;

/* Each of the functions that read gives NULL without an exception if the standard library has to read the text. */
static PyObject *read_value(Reader *reader);

static char
skip_blanks(Reader *reader)
{
    while (*reader->at == ' ' || *reader->at == '\n' || *reader->at == '\r' || *reader->at == '\t') {
        reader->at++;
    }
    return *reader->at;
}

static PyObject *
read_string(Reader *reader)
{
    const char *start = ++reader->at;
    while (*reader->at != '"') {
        if ((unsigned char)*reader->at < 0x20 || *reader->at == '\\') {
            return NULL;
        }
        reader->at++;
    }
    return PyUnicode_DecodeUTF8(start, reader->at++ - start, NULL);
}

static const char *
skip_digits(const char *at)
{
    while (*at >= '0' && *at <= '9') {
        at++;
    }
    return at;
}

/* Reads a number that has a fraction or an exponent, which begins at `rest`. */
static PyObject *
read_fraction(Reader *reader, const char *start, const char *rest)
{
    const char *end = rest;
    if (*end == '.') {
        end = skip_digits(rest + 1);
        if (end == rest + 1) {
            return NULL;
        }
    }
    if (*end == 'e' || *end == 'E') {
        const char *digits = end[1] == '+' || end[1] == '-' ? end + 2 : end + 1;
        end = skip_digits(digits);
        if (end == digits) {
            return NULL;
        }
    }
    char copy[LONGEST + 1];
    if (end - start > LONGEST) {
        return NULL;
    }
    memcpy(copy, start, end - start);
    copy[end - start] = '\0';
    double number = PyOS_string_to_double(copy, NULL, NULL);
    if (number == -1.0 && PyErr_Occurred()) {
        return NULL;
    }
    reader->at = end;
    return PyFloat_FromDouble(number);
}

static PyObject *
read_number(Reader *reader)
{
    const char *start = reader->at;
    const char *first = *start == '-' ? start + 1 : start;
    const char *end = skip_digits(first);
    if (end == first || end - first > DIGITS || (*first == '0' && end > first + 1)) {
        return NULL;
    }
    if (*end == '.' || *end == 'e' || *end == 'E') {
        return read_fraction(reader, start, end);
    }
    long long number = 0;
    for (const char *at = first; at < end; at++) {
        number = number * 10 + (*at - '0');
    }
    reader->at = end;
    return PyLong_FromLongLong(*start == '-' ? -number : number);
}

static PyObject *
read_word(Reader *reader)
{
    static const struct {
        const char *word;
        size_t size;
    } words[] = {{"true", 4}, {"false", 5}, {"null", 4}};
    PyObject *values[] = {Py_True, Py_False, Py_None};
    for (int which = 0; which < 3; which++) {
        /* It stops at the first byte that differs, and so before the text's end. */
        if (strncmp(reader->at, words[which].word, words[which].size) == 0) {
            reader->at += words[which].size;
            Py_INCREF(values[which]);
            return values[which];
        }
    }
    return NULL;
}

static PyObject *
read_array(Reader *reader)
{
    PyObject *items = PyList_New(0);
    reader->at++;
    if (items == NULL || skip_blanks(reader) == ']') {
        reader->at++;
        return items;
    }
    for (;;) {
        skip_blanks(reader);
        PyObject *item = read_value(reader);
        if (item == NULL || PyList_Append(items, item) < 0) {
            Py_XDECREF(item);
            break;
        }
        Py_DECREF(item);
        char next = skip_blanks(reader);
        if (next == ']') {
            reader->at++;
            return items;
        }
        if (next != ',') {
            break;
        }
        reader->at++;
    }
    Py_DECREF(items);
    return NULL;
}

/* Reads a name and its value into a dict. */
static int
read_item(Reader *reader, PyObject *items)
{
    PyObject *name = *reader->at == '"' ? read_string(reader) : NULL;
    PyObject *value = NULL;
    int status = -1;
    if (name != NULL && skip_blanks(reader) == ':') {
        reader->at++;
        skip_blanks(reader);
        value = read_value(reader);
        if (value != NULL) {
            status = PyDict_SetItem(items, name, value);
        }
    }
    Py_XDECREF(name);
    Py_XDECREF(value);
    return status;
}

static PyObject *
read_object(Reader *reader)
{
    PyObject *items = PyDict_New();
    reader->at++;
    if (items == NULL || skip_blanks(reader) == '}') {
        reader->at++;
        return items;
    }
    for (;;) {
        skip_blanks(reader);
        if (read_item(reader, items) < 0) {
            break;
        }
        char next = skip_blanks(reader);
        if (next == '}') {
            reader->at++;
            return items;
        }
        if (next != ',') {
            break;
        }
        reader->at++;
    }
    Py_DECREF(items);
    return NULL;
}

static PyObject *
read_value(Reader *reader)
{
    char first = *reader->at;
    if (first == '"') {
        return read_string(reader);
    }
    if (first == '-' || (first >= '0' && first <= '9')) {
        return read_number(reader);
    }
    if (first != '{' && first != '[') {
        return read_word(reader);
    }
    if (reader->depth == DEEPEST) {
        return NULL;
    }
    reader->depth++;
    PyObject *value = first == '{' ? read_object(reader) : read_array(reader);
    reader->depth--;
    return value;
}

static PyObject *
read_json(PyObject *module, PyObject *text)
{
    const char *start = NULL;
    Py_ssize_t size = 0;
    if (PyBytes_CheckExact(text)) {
        start = PyBytes_AS_STRING(text);
        size = PyBytes_GET_SIZE(text);
    }
    else if (PyUnicode_CheckExact(text)) {
        start = PyUnicode_AsUTF8AndSize(text, &size);
    }
    Reader reader = {start, 0};
    PyObject *value = NULL;
    if (start != NULL && (*start == '{' || *start == '[')) {
        value = read_value(&reader);
        if (value != NULL) {
            skip_blanks(&reader);
            if (reader.at != start + size) {
                Py_CLEAR(value);
            }
        }
    }
    if (value == NULL && PyErr_Occurred() && PyErr_ExceptionMatches(PyExc_UnicodeError)) {
        PyErr_Clear();
    }
    if (value == NULL && !PyErr_Occurred()) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    return value;
}

static PyMethodDef functions[] = {
    {"read", read_json, METH_O, "Read a JSON text, or give NotImplemented if the standard library has to."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "demijohn._json", "Reads the JSON text that most clients send.", 0, functions, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC
PyInit__json(void)
{
    return PyModuleDef_Init(&definition);
}
