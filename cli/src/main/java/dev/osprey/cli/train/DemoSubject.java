package dev.osprey.cli.train;

import dev.osprey.data.synthetic.FacesDataset;
import dev.osprey.data.synthetic.ShapesDataset;
import dev.osprey.data.synthetic.SyntheticDataset;

/** What a demo is about: what is drawn, and the recipe that learns it. */
enum DemoSubject {
  /** Geometric shapes, found by a RetinaNet. */
  SHAPES("demo", "demo.yaml", "Osprey demo", ShapesDataset.class),
  /** Faces with landmarks, found by a RetinaFace. */
  FACES("demo-faces", "demo-faces.yaml", "Osprey demo: faces", FacesDataset.class);

  /** Of the run's folder. */
  final String folderName;

  /** Settings of the data set and of the run. */
  final String resource;

  /** Of the report. */
  final String title;

  final Class<? extends SyntheticDataset> dataset;

  DemoSubject(
      String folderName, String resource, String title, Class<? extends SyntheticDataset> dataset) {
    this.folderName = folderName;
    this.resource = resource;
    this.title = title;
    this.dataset = dataset;
  }
}
