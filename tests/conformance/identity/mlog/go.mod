// The logger of Azure's webhook, silent.
module monis.app/mlog

go 1.27.0
