/* framing._kernels: passes over bytes and words that NumPy does in many. Optional: framing/kernels.py says who calls them.

   All memory is allocated by the caller, all columns are checked against each other before they are read, and what a column
   says about another (an offset, an id) is checked where it is used. The interpreter's lock is kept: a batch takes milliseconds. */
#include "_kernels.h"

int columns_open(Columns *columns, const char *spec, PyObject *const *args, Py_ssize_t nargs) {
    const Py_ssize_t wanted = (Py_ssize_t)(strlen(spec) / 2);
    columns->count = 0;
    if (nargs != wanted || wanted > MOST_COLUMNS) {
        PyErr_Format(PyExc_ValueError, "framing._kernels: %zd arguments were given; %zd are wanted", nargs, wanted);
        return -1;
    }
    for (Py_ssize_t i = 0; i < nargs; i++) {
        Py_buffer *view = &columns->view[i];
        const int flags = PyBUF_C_CONTIGUOUS | PyBUF_FORMAT | (spec[2 * i] == 'w' ? PyBUF_WRITABLE : 0);
        if (PyObject_GetBuffer(args[i], view, flags) < 0) {
            PyErr_Clear();
            PyErr_Format(PyExc_ValueError, "framing._kernels: argument %zd is no contiguous array of the wanted kind", i);
            columns_close(columns);
            return -1;
        }
        columns->count = i + 1;
        const Py_ssize_t bytes = spec[2 * i + 1] == '?' ? view->itemsize : spec[2 * i + 1] - '0';
        if (bytes < 1 || view->itemsize != bytes || (uintptr_t)view->buf % (uintptr_t)bytes != 0) {
            PyErr_Format(PyExc_ValueError, "framing._kernels: argument %zd has items of %zd bytes; %zd are wanted", i,
                         view->itemsize, bytes);
            columns_close(columns);
            return -1;
        }
    }
    return 0;
}

void columns_close(Columns *columns) {
    for (Py_ssize_t i = 0; i < columns->count; i++) {
        PyBuffer_Release(&columns->view[i]);
    }
    columns->count = 0;
}

PyObject *columns_done(Columns *columns, Py_ssize_t number, const char *message) {
    columns_close(columns);
    if (message != NULL) {
        PyErr_Format(PyExc_ValueError, "framing._kernels: %s", message);
        return NULL;
    }
    return PyLong_FromSsize_t(number);
}

static int fill_module(PyObject *module) {
    /* Defined by setup.py; framing/kernels.py leaves a build of other sources aside. */
    if (PyModule_AddIntConstant(module, "SOURCES", SOURCES) < 0) {
        return -1;
    }
    PyMethodDef *const kernels[] = {text_kernels, page_kernels, readability_kernels};
    for (size_t i = 0; i < sizeof kernels / sizeof kernels[0]; i++) {
        if (PyModule_AddFunctions(module, kernels[i]) < 0) {
            return -1;
        }
    }
    return 0;
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, (void *)fill_module}, {0, NULL}};

static struct PyModuleDef definition = {
    .m_base = PyModuleDef_HEAD_INIT, .m_name = "framing._kernels", .m_size = 0, .m_slots = slots};

PyMODINIT_FUNC PyInit__kernels(void);

PyMODINIT_FUNC PyInit__kernels(void) { return PyModuleDef_Init(&definition); }
