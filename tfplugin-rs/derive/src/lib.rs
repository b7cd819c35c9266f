//! The `Model` derive of tfplugin-rs.
