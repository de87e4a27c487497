import { store } from '../state/preload.ts'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { DatasetsProvider } from '../state/datasets.tsx'
import { ScriptsProvider } from '../state/scripts.tsx'
import { App } from './app.tsx'
import { endWhenHidden } from '../state/open-work.ts'
import '../styles/pressable.css'
import '../styles/tokens.css'
import '../styles/base.css'
import '../styles/frame.css'
import '../styles/list.css'
import '../styles/table.css'
import '../styles/wide-table.css'
import '../styles/pane.css'
import '../styles/transactions.css'
import '../styles/menu.css'
import '../styles/dialog.css'
import '../styles/forms.css'
import '../styles/policies.css'
import '../styles/data.css'
import '../styles/scripts.css'

endWhenHidden()
const root = document.getElementById('root')
if (!root) throw new Error('the page has no root')
createRoot(root).render(
  <StrictMode>
    <DatasetsProvider source={store}>
      <ScriptsProvider source={store}>
        <App source={store} />
      </ScriptsProvider>
    </DatasetsProvider>
  </StrictMode>,
)
