// Swift cannot call C functions with variable arguments, and `el_set`, `el_get` and `history` have no other form.
// Here is one function for each shape of arguments that is used. They are inline, so that nothing is compiled in C
// and libedit's own header checks them.
#ifndef RIVYA_CLIBEDIT_SHIM_H
#define RIVYA_CLIBEDIT_SHIM_H

#include <histedit.h>
#include <stdio.h>
#include <wchar.h>

// Declared here because glibc shows it only to programs that ask for X/Open, which Swift's import does not.
extern int wcwidth(wchar_t character);

typedef unsigned char (*rivya_el_command)(EditLine *, int);
typedef char *(*rivya_el_prompt)(EditLine *);
typedef int (*rivya_el_reader)(EditLine *, wchar_t *);

static inline int rivya_el_set_int(EditLine *editor, int operation, int value) {
    return el_set(editor, operation, value);
}

static inline int rivya_el_set_string(EditLine *editor, int operation, const char *value) {
    return el_set(editor, operation, value);
}

static inline int rivya_el_set_client_data(EditLine *editor, void *data) {
    return el_set(editor, EL_CLIENTDATA, data);
}

static inline void *rivya_el_client_data(EditLine *editor) {
    void *data = NULL;
    el_get(editor, EL_CLIENTDATA, &data);
    return data;
}

/// `literal` stands before and after codes in the prompt that take no columns.
static inline int rivya_el_set_prompt(EditLine *editor, rivya_el_prompt prompt, char literal) {
    return el_set(editor, EL_PROMPT_ESC, prompt, (int)literal);
}

static inline int rivya_el_set_reader(EditLine *editor, rivya_el_reader reader) {
    return el_set(editor, EL_GETCFN, reader);
}

static inline int rivya_el_add_command(
    EditLine *editor, const char *name, const char *help, rivya_el_command command
) {
    return el_set(editor, EL_ADDFN, name, help, command);
}

static inline int rivya_el_bind(EditLine *editor, const char *key, const char *command) {
    return el_set(editor, EL_BIND, key, command, NULL);
}

/// Binds a key for vi's command mode.
static inline int rivya_el_bind_alternative(EditLine *editor, const char *key, const char *command) {
    return el_set(editor, EL_BIND, "-a", key, command, NULL);
}

/// Lets a key stand for other keys.
static inline int rivya_el_bind_keys(EditLine *editor, const char *key, const char *keys) {
    return el_set(editor, EL_BIND, "-s", key, keys, NULL);
}

/// The same in vi's command mode.
static inline int rivya_el_bind_alternative_keys(EditLine *editor, const char *key, const char *keys) {
    return el_set(editor, EL_BIND, "-a", "-s", key, keys, NULL);
}

/// `emacs` or `vi`.
static inline const char *rivya_el_editor(EditLine *editor) {
    const char *name = NULL;
    return el_get(editor, EL_EDITOR, &name) == 0 ? name : NULL;
}

/// Changes a mode of the terminal for as long as a line is edited.
static inline int rivya_el_set_edit_mode(EditLine *editor, const char *mode) {
    return el_set(editor, EL_SETTY, "-d", mode, NULL);
}

/// Replaces one of the terminal's termcap strings.
static inline int rivya_el_set_capability(EditLine *editor, const char *name, const char *value) {
    return el_set(editor, EL_SETTC, name, value, NULL);
}

static inline int rivya_el_use_history(EditLine *editor, History *store) {
    return el_set(editor, EL_HIST, history, store);
}

static inline int rivya_el_refresh(EditLine *editor) {
    return el_set(editor, EL_REFRESH);
}

static inline int rivya_history_set_int(History *store, int operation, int value) {
    HistEvent event;
    return history(store, &event, operation, value);
}

static inline int rivya_history_enter(History *store, const char *line) {
    HistEvent event;
    return history(store, &event, H_ENTER, line);
}

#endif
