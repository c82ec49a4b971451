import Layout from "@theme/Layout";

export default function Typed() {
  return (
    <Layout title="A page in TypeScript">
      <state-lab chapter="topologies" lang="en"></state-lab>
    </Layout>
  );
}
