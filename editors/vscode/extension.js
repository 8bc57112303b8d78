// Starts `rsparsec lsp` for .rsp files and connects the editor to it.
const vscode = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');

let client;

function activate() {
  const command = vscode.workspace.getConfiguration('rsparsec').get('path');
  client = new LanguageClient(
    'rsparsec',
    'rsparsec',
    { command, args: ['lsp'] },
    { documentSelector: [{ language: 'rsp' }] },
  );
  return client.start();
}

function deactivate() {
  return client && client.stop();
}

module.exports = { activate, deactivate };
