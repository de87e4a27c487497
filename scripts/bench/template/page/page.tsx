import { useState } from 'react'
import { createRoot } from 'react-dom/client'

function Page() {
  const [count, setCount] = useState(0)
  return (
    <main>
      <h1>Template</h1>
      <button onClick={() => setCount(count + 1)}>{count}</button>
    </main>
  )
}

const root = document.getElementById('root')
if (root) createRoot(root).render(<Page />)
